using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using OrleansAgents.Grains.Intents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Registry;
using OrleansAgents.Grains.Telemetry;
using OrleansAgents.Grains.Users;
using Polly;
using Polly.CircuitBreaker;

namespace OrleansAgents.Grains.Agents;

/// <summary>A business agent on this silo: its limits stand between the assistant and whatever the agent may do.</summary>
/// <remarks>
/// Whatever happens becomes a reply. An agent that hangs is left behind at the deadline, and its place stays taken until it really ends; one that throws, or answers against its manifest, or answers too
/// much, has failed; one that fails often is left alone for a while. Nothing of a failed answer is shown.
/// </remarks>
[StatelessWorker(1)]
[Reentrant]
internal sealed partial class AgentGrain(
    IEnumerable<IAgentHandler> handlers, IEnumerable<IAgentConnector> connectors, IManifestSource manifests, IOptions<AgentOptions> options, TurnScheduler scheduler, SkillScores scores, TimeProvider time, ILogger<AgentGrain> logger) : Grain, IAgentGrain
{
    private readonly AgentOptions _options = options.Value;
    private IAgentHandler? _handler;
    private ResiliencePipeline<SkillReply> _breaker = ResiliencePipeline<SkillReply>.Empty;
    private int _calls;
    private long _reportedAt;
    private bool _isReporting;
    private bool _hasUntold;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _handler = handlers.FirstOrDefault(handler => handler.Agent == this.GetPrimaryKeyString());
        _breaker = new ResiliencePipelineBuilder<SkillReply> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<SkillReply>
            {
                FailureRatio = _options.BreakerFailureRatio,
                MinimumThroughput = _options.BreakerCallsMin,
                SamplingDuration = _options.BreakerWindow,
                BreakDuration = _options.BreakerRest,
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Result is { Failure: { } failure } && IsAgentsFault(failure)),
            })
            .Build();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<SkillReply> Invoke(SkillCall call, CancellationToken cancellationToken)
    {
        if (call.Skill.Agent != this.GetPrimaryKeyString() || !manifests.Registered.TryGet(call.Skill, out var agent, out var skill) || HandlerOf(agent) is not { } handler)
        {
            return SkillReply.Failed(SkillFailure.Unknown, SkillTexts.Unknown);
        }

        using var arguments = Parse(call.ArgumentsJson);
        if (arguments is null)
        {
            return SkillReply.Failed(SkillFailure.InvalidArguments, SkillTexts.InvalidArguments("$: JSON"));
        }

        if (SchemaCheck.FindProblem(skill.Input, arguments.RootElement) is { } problem)
        {
            return SkillReply.Failed(SkillFailure.InvalidArguments, SkillTexts.InvalidArguments(problem));
        }

        if (_calls >= _options.ConcurrentCallsMax)
        {
            LogOverloaded(call.Skill, _calls);
            return SkillReply.Failed(SkillFailure.Overloaded, SkillTexts.Overloaded);
        }

        // The arguments outlive this call if the handler does.
        var owned = arguments.RootElement.Clone();
        try
        {
            return await _breaker.ExecuteAsync(async token => await CountAsync(handler, call, skill, owned, token), cancellationToken);
        }
        catch (BrokenCircuitException)
        {
            return SkillReply.Failed(SkillFailure.Unavailable, SkillTexts.Unavailable);
        }
    }

    /// <summary>Who serves an agent: its endpoint says where it is.</summary>
    private IAgentHandler? HandlerOf(AgentManifest agent)
        => agent.Endpoint.Kind == EndpointKind.Grain ? _handler : connectors.FirstOrDefault(connector => connector.Kind == agent.Endpoint.Kind)?.HandlerOf(agent);

    /// <summary>Failures that say something about the agent's health.</summary>
    private static bool IsAgentsFault(SkillFailure failure)
        => failure is SkillFailure.DeadlineExceeded or SkillFailure.Faulted or SkillFailure.InvalidOutput or SkillFailure.OutputTooLarge;

    private static JsonDocument? Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Calls, and counts what came of it.</summary>
    private async Task<SkillReply> CountAsync(IAgentHandler handler, SkillCall call, SkillManifest skill, JsonElement arguments, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var reply = await CallAsync(handler, call, skill, arguments, cancellationToken);
        if (reply.Failure is not SkillFailure.Cancelled)
        {
            scores.Record(call.Skill, reply.Failure is { } failure && IsAgentsFault(failure), time.GetElapsedTime(started));
            _hasUntold = true;
            if (!_isReporting)
            {
                _ = ReportAllAsync();
            }
        }

        return reply;
    }

    /// <summary>Reports until every call is told, so also the last ones before a pause; no more often than the options say.</summary>
    private async Task ReportAllAsync()
    {
        _isReporting = true;
        try
        {
            while (_hasUntold)
            {
                if (_reportedAt != 0 && _options.ReportEvery - time.GetElapsedTime(_reportedAt) is var wait && wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, time);
                }

                _hasUntold = false;
                await ReportAsync();
            }
        }
        finally
        {
            _isReporting = false;
        }
    }

    /// <summary>Tells the other silos what calls came to, and hears of theirs. What cannot be told now is told with the next.</summary>
    private async Task ReportAsync()
    {
        _reportedAt = time.GetTimestamp();
        var agent = this.GetPrimaryKeyString();
        try
        {
            var untold = scores.Untold(agent);
            scores.Take(agent, untold, await GrainFactory.GetGrain<IAgentHealthGrain>(agent).Report(untold));
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException)
        {
            LogNotReported(failure, agent);
        }
    }

    private async Task<SkillReply> CallAsync(IAgentHandler handler, SkillCall call, SkillManifest skill, JsonElement arguments, CancellationToken cancellationToken)
    {
        var deadline = call.Deadline < _options.DeadlineMax ? call.Deadline : _options.DeadlineMax;
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        SkillContext context = new(call.Skill.Skill, call.User, call.Language, TimeZones.Of(call.TimeZone), time.GetUtcNow());
        _calls++;

        using var activity = AssistantTelemetry.StartSkill(call.Skill);

        // Not on this grain's scheduler: a handler that blocks its thread must not block the agent for everybody.
        var working = Task.Factory.StartNew(
            () => handler.InvokeAsync(context, arguments, stop.Token).AsTask(), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler.Scheduler).Unwrap();
        _ = LeaveWhenDone(working, stop);
        try
        {
            var reply = await working.WaitAsync(deadline, time, cancellationToken);
            return Accept(call.Skill, skill, reply);
        }
        catch (TimeoutException)
        {
            await stop.CancelAsync();
            LogLate(call.Skill, deadline, call.Purpose);
            return SkillReply.Failed(SkillFailure.DeadlineExceeded, SkillTexts.DeadlineExceeded);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return SkillReply.Failed(SkillFailure.Cancelled, SkillTexts.Cancelled);
        }
        catch (Exception failure)
        {
            LogFaulted(failure, call.Skill, call.Purpose);
            return SkillReply.Failed(SkillFailure.Faulted, SkillTexts.Faulted);
        }
    }

    /// <summary>A call gives its place back when its handler has ended, however late.</summary>
    private async Task LeaveWhenDone(Task<SkillReply> working, CancellationTokenSource stop)
    {
        await ((Task)working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _calls--;
        stop.Dispose();
    }

    /// <summary>The reply as it is, if it is what the manifest promises.</summary>
    private SkillReply Accept(SkillRef name, SkillManifest skill, SkillReply? reply)
    {
        if (reply is null)
        {
            return Refuse(name, SkillFailure.InvalidOutput, SkillTexts.InvalidOutput, "there is no reply");
        }

        var bytes = (long)(reply.OutputJson?.Length ?? 0) + reply.Cards.Sum(static card => (long)card.Length) + (reply.Say?.Zh.Length ?? 0) + (reply.Say?.En.Length ?? 0)
            + (reply.Message?.Zh.Length ?? 0) + (reply.Message?.En.Length ?? 0);
        if (bytes > _options.ReplyBytesMax)
        {
            return Refuse(name, SkillFailure.OutputTooLarge, SkillTexts.OutputTooLarge, $"it has {bytes} characters, {_options.ReplyBytesMax} are allowed");
        }

        if (reply.Failure is not null)
        {
            return reply;
        }

        using var output = reply.OutputJson is null ? null : Parse(reply.OutputJson);
        if (output is null)
        {
            return Refuse(name, SkillFailure.InvalidOutput, SkillTexts.InvalidOutput, "the output is not JSON");
        }

        if (SchemaCheck.FindProblem(skill.Output, output.RootElement) is { } problem)
        {
            return Refuse(name, SkillFailure.InvalidOutput, SkillTexts.InvalidOutput, problem);
        }

        foreach (var card in reply.Cards)
        {
            using var json = Parse(card);
            if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("kind", out _))
            {
                return Refuse(name, SkillFailure.InvalidOutput, SkillTexts.InvalidOutput, "a card is no JSON object with a kind");
            }
        }

        return reply;
    }

    private SkillReply Refuse(SkillRef skill, SkillFailure failure, LocalizedText text, string problem)
    {
        LogRefused(skill, problem);
        return SkillReply.Failed(failure, text);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Skill} did not answer within {Deadline} ({Purpose}); its answer will be dropped.")]
    private partial void LogLate(SkillRef skill, TimeSpan deadline, string purpose);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Skill} failed ({Purpose}).")]
    private partial void LogFaulted(Exception failure, SkillRef skill, string purpose);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer of {Skill} is refused: {Problem}.")]
    private partial void LogRefused(SkillRef skill, string problem);

    [LoggerMessage(Level = LogLevel.Debug, Message = "What calls of agent {Agent} came to could not be told to the other silos; it is told with the next report.")]
    private partial void LogNotReported(Exception failure, string agent);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Skill} is refused a call: its agent has {Calls} of them.")]
    private partial void LogOverloaded(SkillRef skill, int calls);
}
