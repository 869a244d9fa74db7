using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansAgents.Grains.Model;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Connectors.Model;

/// <summary>
/// A chat model that leads turns. Between it and the person stand a gate (how many turns at once, none while the endpoint rests), a budget (calls, tokens, time), the list of offered skills, and a check of every
/// sentence. Whatever it does wrong ends its part, and the rules go on.
/// </summary>
internal sealed partial class TurnModel(IChatClient client, IUnderstanding understanding, IOptions<ModelOptions> options, TimeProvider time, ILogger<TurnModel> logger) : ITurnModel
{
    private readonly ModelOptions _options = options.Value;
    private readonly ModelGate _gate = new(options.Value, time);

    /// <inheritdoc/>
    public async Task<ModelEnd> RunAsync(ModelTurn turn, ITurnStage stage, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(turn);
        ArgumentNullException.ThrowIfNull(stage);
        ModelBudget budget = new(_options);
        if (_options.Use == ModelUse.WhenRulesCannot && !turn.RulesHaveNothing)
        {
            return End(ModelEnding.LeftToRules, budget, TimeSpan.Zero);
        }

        if (!_gate.TryEnter())
        {
            return End(ModelEnding.Busy, budget, TimeSpan.Zero);
        }

        var started = time.GetTimestamp();
        try
        {
            var ending = await LeadAsync(turn, stage, budget, cancellationToken);
            if (ending is ModelEnding.Answered or ModelEnding.LeftToRules)
            {
                _gate.Succeeded();
            }

            return End(ending, budget, time.GetElapsedTime(started));
        }
        finally
        {
            _gate.Leave();
        }
    }

    private async Task<ModelEnding> LeadAsync(ModelTurn turn, ITurnStage stage, ModelBudget budget, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(_options.TurnTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        WatchedStage watched = new(stage);
        var retrieved = understanding.Retrieve(turn.Need.Utterance, turn.Need.Manifests, _options.SkillsOffered);
        TurnDialogue? dialogue = null;
        try
        {
            var history = _options.HistoryTokens == 0 ? History.None : History.Within(await watched.RecallAsync(both.Token), _options.HistoryTokens);
            dialogue = new TurnDialogue(turn, history, retrieved, watched, client, _options, budget, time);
            return await dialogue.RunAsync(both.Token);
        }
        catch (Exception failure) when (failure != watched.Failure)
        {
            // A turn that is stopped or at its deadline ends in the same way: the rules say what is there.
            var ending = ModelFailures.EndingOf(failure, dialogue?.HasBegun == true);
            if (!cancellationToken.IsCancellationRequested)
            {
                Report(failure, ending);
            }

            return ending;
        }
    }

    private void Report(Exception failure, ModelEnding ending)
    {
        LogFailed(_options.Name, ending, failure.GetType().Name, _options.Redact(failure.Message));
        if (ending == ModelEnding.Busy)
        {
            _gate.AskedToRest(ModelFailures.RetryAfter(failure, time.GetUtcNow()));
            LogRests(_options.Name);
        }
        else if (_gate.Failed())
        {
            LogRests(_options.Name);
        }
    }

    private ModelEnd End(ModelEnding ending, ModelBudget budget, TimeSpan took)
    {
        ModelUsage usage = new(_options.Name, budget.Calls, budget.InputTokens, budget.OutputTokens, budget.IsEstimate);
        ModelTelemetry.Record(usage, ending, took);
        return new ModelEnd(ending, usage);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model {Model} ends as {Ending} ({Failure}: {Message}); the rules answer.")]
    private partial void LogFailed(string model, ModelEnding ending, string failure, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model {Model} is left alone for a while; the rules answer.")]
    private partial void LogRests(string model);

    /// <summary>Tells a failure of the turn itself, which is not the model's, from the model's.</summary>
    private sealed class WatchedStage(ITurnStage inner) : ITurnStage
    {
        public Exception? Failure { get; private set; }

        public Task<IReadOnlyList<SkillOutcome>?> CallAsync(System.Collections.Immutable.ImmutableArray<PlanStep> steps, CancellationToken cancellationToken)
            => WatchAsync(() => inner.CallAsync(steps, cancellationToken));

        public Task<System.Collections.Immutable.ImmutableArray<EarlierTurn>> RecallAsync(CancellationToken cancellationToken) => inner.RecallAsync(cancellationToken);

        public Task<bool> SayAsync(string words) => WatchAsync(() => inner.SayAsync(words));

        private async Task<T> WatchAsync<T>(Func<Task<T>> act)
        {
            try
            {
                return await act();
            }
            catch (Exception failure)
            {
                Failure = failure;
                throw;
            }
        }
    }
}
