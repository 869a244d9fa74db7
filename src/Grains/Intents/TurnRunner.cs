using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Model;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Registry;
using OrleansAgents.Grains.Shadows;
using OrleansAgents.Grains.Telemetry;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Grains.Intents;

/// <summary>
/// The turns that run on this silo, outside of any grain's turn: understanding takes processor time, and agents and models take their own; neither may hold up a grain.
/// </summary>
internal sealed partial class TurnRunner(
    IGrainFactory grains,
    IUnderstanding understanding,
    IPlanner planner,
    IManifestSource manifests,
    IOptions<TurnOptions> options,
    TurnScheduler scheduler,
    SkillScores scores,
    ConversationMemory memory,
    ShadowRunner shadows,
    TimeProvider time,
    ILogger<TurnRunner> logger,
    ITurnModel? model = null)
{
    private readonly ConcurrentDictionary<(string Session, string TurnId), (int Attempt, CancellationTokenSource Stop)> _running = new();
    private int _count;

    /// <summary>Turns that run now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Begins a turn, unless it runs here already.</summary>
    public TurnStart Start(TurnRequest request)
    {
        var key = (request.Session, request.TurnId);
        if (_running.TryGetValue(key, out var earlier))
        {
            if (earlier.Attempt >= request.Attempt)
            {
                return TurnStart.Started;
            }

            // The session has given up the earlier attempt, whose events it refuses.
            earlier.Stop.Cancel();
        }

        if (Interlocked.Increment(ref _count) > options.Value.RunningTurnsMax)
        {
            Interlocked.Decrement(ref _count);
            LogOverloaded(options.Value.RunningTurnsMax);
            AssistantTelemetry.TurnsRefused.Add(1);
            return TurnStart.Overloaded;
        }

        CancellationTokenSource stop = new(options.Value.TurnDeadline, time);
        _running[key] = (request.Attempt, stop);

        // The turn outlives this call, so nothing of the call's context goes with it but the place in its trace.
        var parent = Activity.Current?.Context ?? default;
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Factory.StartNew(() => RunAsync(request, stop, parent), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler.Scheduler);
        }

        return TurnStart.Started;
    }

    /// <summary>Stops a turn if it runs here.</summary>
    public void Stop(string session, string turnId)
    {
        if (_running.TryGetValue((session, turnId), out var running))
        {
            running.Stop.Cancel();
        }
    }

    private async Task RunAsync(TurnRequest request, CancellationTokenSource stop, ActivityContext parent)
    {
        using var activity = AssistantTelemetry.StartTurn(request, parent);
        var started = time.GetTimestamp();
        TurnResult? result = null;
        try
        {
            TurnEvents events = new(grains, request, options.Value, time);
            TurnExecution execution = new(request, grains, understanding, planner, manifests.Current, events, scores, memory, time, model);
            result = await execution.RunAsync(stop.Token);
        }
        catch (Exception failure)
        {
            // The session notices the silence, and begins the turn again or ends it.
            LogFailed(failure, request.TurnId, request.Attempt);
            activity?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
        }
        finally
        {
            Interlocked.Decrement(ref _count);
            _running.TryRemove(KeyValuePair.Create((request.Session, request.TurnId), (request.Attempt, stop)));
            stop.Dispose();
            var outcome = result?.Outcome ?? "unknown";
            activity?.SetTag("turn.outcome", outcome);
            AssistantTelemetry.RecordTurn(outcome, time.GetElapsedTime(started));
        }

        if (result is not null)
        {
            shadows.Offer(request, result);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{RunningTurns} turns run on this silo, as many as may; a turn is refused.")]
    private partial void LogOverloaded(int runningTurns);

    [LoggerMessage(Level = LogLevel.Error, Message = "Turn {TurnId}, attempt {Attempt}, ended by a failure of the runner.")]
    private partial void LogFailed(Exception failure, string turnId, int attempt);
}

/// <summary>Where turns run: the thread pool, unless a test wants them elsewhere.</summary>
public sealed record TurnScheduler(TaskScheduler Scheduler);
