using OrleansAgents.Drill.Networks;
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

    /// <param name="options">Of the drill.</param>
    /// <param name="networks">Of the silos, if each has one of its own.</param>
    public static Fault Of(DrillOptions options, SiloNetworks? networks) => options.Drill switch
    {
        "kill" => new KillFault(),
        "pause" => new PauseFault(options.For),
        "restart" => new RestartFault(),
        "store-outage" => new StoreOutageFault(options.For),
        _ => new PartitionFault(networks!, options.For),
    };
}
