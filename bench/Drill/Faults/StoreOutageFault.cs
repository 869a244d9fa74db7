using OrleansAgents.Drill.Reporting;

namespace OrleansAgents.Drill.Faults;

/// <summary>The store in which the silos meet is away for all of them, and comes back.</summary>
internal sealed class StoreOutageFault(TimeSpan length) : Fault
{
    /// <summary>Beyond this a caller would call it an interruption.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(1);

    public override string Description => $"the store away for {length.TotalSeconds:0} s";

    public override IReadOnlyList<Budget> Budgets { get; } =
    [
        Budget.NoneOf("failed calls", static result => result.Failed),
        Budget.NoneOf("silos that ended", static result => result.SilosLost),
        Budget.SilenceBelow(SilenceMax),
        Budget.NoOverlap,
    ];

    public override async Task StrikeAsync(FaultScene scene)
    {
        scene.StrikeAll();
        await scene.Cluster.Store.StopAsync();
        await Task.Delay(length, scene.Cancellation);
        await scene.Cluster.Store.StartAsync(scene.Cancellation);
    }

    public override async Task MendAsync(FaultScene scene)
    {
        // A silo that lost its lease finds out with its next beats whether it is still a member.
        await Task.Delay(TimeSpan.FromSeconds(5), scene.Cancellation);
        scene.SilosLost = scene.Cluster.Silos.Count(static silo => !silo.IsAlive);
        await scene.StartMissingAsync();
    }
}
