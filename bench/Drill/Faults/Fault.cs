using OrleansAgents.Drill.Reporting;
using OrleansAgents.Drill.Running;

namespace OrleansAgents.Drill.Faults;

/// <summary>What a drill does to the cluster, and what is expected of it.</summary>
internal abstract class Fault
{
    /// <summary>One sentence, above the table.</summary>
    public abstract string Description { get; }

    /// <summary>What each repeat must keep.</summary>
    public abstract IReadOnlyList<Budget> Budgets { get; }

    /// <summary>Does it, and waits until it has had its effect.</summary>
    public abstract Task StrikeAsync(FaultScene scene);

    /// <summary>Brings the cluster back to all of its silos.</summary>
    public abstract Task MendAsync(FaultScene scene);

    public static Fault Of(DrillOptions options) => options.Drill switch
    {
        "kill" => new KillFault(),
        "pause" => new PauseFault(options.For),
        "restart" => new RestartFault(),
        "store-outage" => new StoreOutageFault(options.For),
        _ => throw new ArgumentException($"'{options.Drill}' is no drill."),
    };
}
