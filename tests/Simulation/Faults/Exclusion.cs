using OrleansAgents.Simulation.Engine;

namespace OrleansAgents.Simulation.Faults;

/// <summary>Keeps an outage of the table and a partition of the network apart where the promise of one activation holds only without both at once: under the policy KeepServing, in runs that are not marked for it.</summary>
internal sealed class Exclusion(World world, bool applies)
{
    // A silo that was cut off may be suspected, and one whose table is back may go on by the others' agreement, for a lease longer.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(3);

    private TimeSpan _partitionUntil;
    private TimeSpan _outageUntil;

    /// <summary>Whether a fault may happen beside those of now.</summary>
    public bool Allows(FaultKind kind, bool hasMovedSilo) =>
        !applies || !((IsPartition(kind) && world.Elapsed < _outageUntil) || (IsOutage(kind) && (hasMovedSilo || world.Elapsed < _partitionUntil)));

    public void Happened(FaultKind kind, TimeSpan length)
    {
        var until = world.Elapsed + length + Aftermath;
        if (IsPartition(kind) && until > _partitionUntil) _partitionUntil = until;
        if (IsOutage(kind) && until > _outageUntil) _outageUntil = until;
    }

    private static bool IsPartition(FaultKind kind) => kind is FaultKind.StopOneWay or FaultKind.StopBothWays or FaultKind.IsolateSilo or FaultKind.IsolateSiloAndTable or FaultKind.DelayWays
        or FaultKind.RefuseByDevice or FaultKind.TakeOverEndpoint or FaultKind.JoinAndLeaveUnderDelay;

    private static bool IsOutage(FaultKind kind) => kind is FaultKind.IsolateSiloAndTable or FaultKind.TableAway or FaultKind.TableAwayForOne or FaultKind.TableAwayForSome or FaultKind.TableSlow or FaultKind.TableLosesAnswers;
}
