using OrleansAgents.Drill.Reporting;

namespace OrleansAgents.Drill.Faults;

/// <summary>Every silo in turn is told to end, and started again when it has, as a new version is brought out.</summary>
internal sealed class RestartFault : Fault
{
    public override string Description => "rolling restart of all silos";

    public override IReadOnlyList<Budget> Budgets { get; } =
    [
        Budget.NoneOf("failed calls", static result => result.Failed),
        Budget.NoOverlap,
    ];

    public override async Task StrikeAsync(FaultScene scene)
    {
        scene.StrikeAll();
        foreach (var silo in scene.Cluster.Silos)
        {
            silo.Terminate();
            await scene.Cluster.WaitForEndAsync(silo);
            await scene.Cluster.StartAsync(silo, scene.Cancellation);
        }
    }

    public override Task MendAsync(FaultScene scene) => Task.CompletedTask;
}
