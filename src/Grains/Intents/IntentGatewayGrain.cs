using Orleans.Concurrency;

namespace OrleansAgents.Grains.Intents;

/// <summary>Step 4: the way into a silo's turn runner. A turn is longer than any call should be, so the grain gives it to the runner and answers.</summary>
[StatelessWorker]
internal sealed class IntentGatewayGrain(TurnRunner runner) : Grain, IIntentGatewayGrain
{
    /// <inheritdoc/>
    public Task<TurnStart> Start(TurnRequest request) => Task.FromResult(runner.Start(request));

    /// <inheritdoc/>
    public Task Stop(string session, string turnId)
    {
        runner.Stop(session, turnId);
        return Task.CompletedTask;
    }
}
