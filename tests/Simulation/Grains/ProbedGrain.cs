using OrleansAgents.Simulation.Checks;
using OrleansAgents.Simulation.Engine;

namespace OrleansAgents.Simulation.Grains;

/// <summary>Tells the checks of each of its segments, so that they see which silo runs it and when.</summary>
internal sealed class ProbedGrain([PersistentState("tally", "sim")] IPersistentState<Tally> tally, Node node, Checks.Checks checks) : Grain, IProbedGrain, IRemindable
{
    private readonly TurnWatch _watch = new(checks, node);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _watch.Begin(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _watch.Segment("deactivation");
        await Task.Delay(TimeSpan.FromMilliseconds(1 + (node.Ids.NewGuid().GetHashCode() & 3)), node.Time, CancellationToken.None);
        _watch.Segment("deactivation");
    }

    public async Task Work(long call, int segments, int waitMilliseconds)
    {
        _watch.Turn(call);
        for (var i = 1; i < segments; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(waitMilliseconds), node.Time);
            _watch.Segment("work");
        }
    }

    public async Task<int> Add(long call)
    {
        _watch.Turn(call);
        return await AddNow(call);
    }

    public async Task<int> AddElsewhere(long call, string grain)
    {
        _watch.Turn(-call);
        var other = GrainFactory.GetGrain<IProbedGrain>(grain);
        var count = await other.Add(call);
        _watch.Segment("call");
        return count;
    }

    public async Task Remind(long call, int periodSeconds)
    {
        _watch.Turn(call);
        await this.RegisterOrUpdateReminder("r", TimeSpan.FromSeconds(periodSeconds), TimeSpan.FromSeconds(periodSeconds));
        _watch.Segment("remind");
        checks.ReminderRegistered(this.GetPrimaryKeyString());
    }

    public Task Rest(long call)
    {
        _watch.Turn(call);
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _watch.Segment("reminder");
        checks.ReminderTicked(this.GetPrimaryKeyString(), status, node);
        return Task.CompletedTask;
    }

    private async Task<int> AddNow(long call)
    {
        tally.State.Calls.Add(call);
        await tally.WriteStateAsync();
        _watch.Segment("write");
        return tally.State.Calls.Count;
    }
}
