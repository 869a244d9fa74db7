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
    AcceptTwice,
    PauseSilo,
    PauseClient,
    Crash,
    CrashWithHost,
    CrashMany,
    CrashAndRestartAtOnce,
    TableAway,
    TableAwayForOne,
    TableAwayForSome,
    TableSlow,
    TableLosesAnswers,
    Join,
    Leave,
}
