using OrleansAgents.Drill.Reporting;

namespace OrleansAgents.Drill.Faults;

/// <summary>One silo is killed with signal 9.</summary>
internal sealed class KillFault : Fault
{
    public override string Description => "kill -9 of one silo";

    public override IReadOnlyList<Budget> Budgets { get; } =
    [
        Budget.AllBackWithin(TimeSpan.FromSeconds(1)),
        Budget.NoneOf("failed calls beside those in flight to the dead silo", static result => result.FailedOthers),
        Budget.NoOverlap,
    ];

    public override async Task StrikeAsync(FaultScene scene)
    {
        scene.StrikeVictim();
        scene.Victim.Kill();
        await scene.WaitUntilAllBackAsync();
        await scene.Cluster.WaitForEndAsync(scene.Victim);
    }

    public override Task MendAsync(FaultScene scene) => scene.StartMissingAsync();
}
