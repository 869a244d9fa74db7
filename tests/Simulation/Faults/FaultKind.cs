namespace OrleansAgents.Simulation.Faults;

/// <summary>What can go wrong, or change.</summary>
internal enum FaultKind
{
    CutConnections,
    StopOneWay,
    StopBothWays,
    IsolateSilo,
    IsolateSiloAndTable,
    DelayWays,
    RefuseByDevice,
    AcceptTwice,
    PauseSilo,
    PauseClient,
    Crash,
    CrashWithHost,
    CrashMany,
    CrashAndRestartAtOnce,
    TakeOverEndpoint,
    TableAway,
    TableAwayForOne,
    TableAwayForSome,
    TableSlow,
    TableLosesAnswers,
    Join,
    JoinWithNextProtocol,
    JoinAndLeaveUnderDelay,
    Leave,
}
