using OrleansAgents.Simulation.Engine;

namespace OrleansAgents.Simulation.Cluster;

/// <summary>What the callers do: calls of every kind to a few grains, one after the other, and a note of how each ended.</summary>
internal sealed class Workload(World world, Checks.Checks checks, int grains)
{
    // How much longer than its time-out a call may take: the clocks' ticks, and what waits for a processor.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    private readonly Dictionary<long, (string Caller, string What, long Since)> _open = [];
    private long _calls;

    public int Ended { get; private set; }

    public int Failed { get; private set; }

    public bool IsOver { get; set; }

    /// <summary>From then on no turns are so long that a few of them would explain a missing answer.</summary>
    public bool IsHealed { get; set; }

    public IReadOnlyList<string> Grains { get; } = [.. Enumerable.Range(0, grains).Select(static number => $"g{number}")];

    public async Task Run(SimClient client, string caller, SeededRandom random)
    {
        while (!IsOver)
        {
            await Task.Delay(random.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(200)), client.Node.Time);
            await Call(client, caller, random);
        }
    }

    /// <summary>One call to a grain, which must be answered within a time. The failure, or null.</summary>
    public async Task<Exception?> Call(SimClient client, string caller, string grain)
    {
        var call = ++_calls;
        return await End(call, caller, $"add {grain}", client.Node, async () =>
        {
            await client.Grain(grain).Add(call);
            checks.Acknowledged(grain, call);
        });
    }

    /// <summary>Calls that have not ended though their time-out has passed.</summary>
    public IEnumerable<string> Overdue() =>
        _open.Where(open => TimeSpan.FromTicks(world.Now - open.Value.Since) > SimCluster.ResponseTimeout + Slack).Select(static open => $"call {open.Key} of {open.Value.Caller} ({open.Value.What})");

    private Task<Exception?> Call(SimClient client, string caller, SeededRandom random)
    {
        var call = ++_calls;
        var grain = random.Pick(Grains);
        var other = random.Pick(Grains);
        switch (random.Next(0, 100))
        {
            case < 35:
                return End(call, caller, $"work {grain}", client.Node, () => client.Grain(grain).Work(call, random.Next(1, 4), random.Next(1, 40)));
            case < 38 when !IsHealed:
                checks.Count("turn longer than the drain limit");
                return End(call, caller, $"long work {grain}", client.Node, () => client.Grain(grain).Work(call, 4, random.Next(300, 2000)));
            case < 85:
                return End(call, caller, $"add {grain}", client.Node, async () =>
                {
                    await client.Grain(grain).Add(call);
                    checks.Acknowledged(grain, call);
                });
            case < 95 when other != grain && string.CompareOrdinal(grain, other) < 0:
                return End(call, caller, $"add {grain} through {other}", client.Node, async () =>
                {
                    await client.Grain(grain).AddElsewhere(call, other);
                    checks.Acknowledged(other, call);
                });
            case < 97:
                return End(call, caller, $"remind {grain}", client.Node, () => client.Grain(grain).Remind(call, random.Next(2, 6)));
            default:
                return End(call, caller, $"rest {grain}", client.Node, () => client.Grain(grain).Rest(call));
        }
    }

    private async Task<Exception?> End(long call, string caller, string what, Node node, Func<Task> act)
    {
        _open[call] = (caller, what, world.Now);
        Exception? failure = null;
        try
        {
            await act();
        }
        catch (Exception thrown)
        {
            failure = thrown;
            Failed++;
            checks.Count($"call failed: {thrown.GetType().Name}");

            // Rule R21: what says that it did not run must not have run.
            if (thrown.Message.Contains("did not run", StringComparison.Ordinal) && checks.HasRun(call)) checks.Violated("C", $"call {call} ({what}) ran, and its caller was told that it had not: {thrown.Message}");
        }

        world.Note($"{caller} {call} {what}: {failure?.GetType().Name ?? "ok"}");
        _open.Remove(call);
        Ended++;
        return failure;
    }
}
