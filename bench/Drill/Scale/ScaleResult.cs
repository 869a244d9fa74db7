namespace OrleansAgents.Drill.Scale;

/// <summary>One size of the cluster, under a load that grows with it.</summary>
/// <param name="Silos">How many.</param>
/// <param name="CallsPerSecond">Of all together.</param>
/// <param name="CpuMicrosecondsPerTurn">User and system time of all silos, for each call.</param>
/// <param name="ClientCpuMicrosecondsPerTurn">That of the calling process.</param>
/// <param name="HopsPerTurn">Frames that silos received, for each call: 1 if every call goes straight to the owner of its grain.</param>
/// <param name="SmallestShare">The part of all grains that the silo with the fewest has, beside an equal part.</param>
/// <param name="LargestShare">That of the silo with the most.</param>
/// <param name="FailedInJoin">Calls that failed while silos joined.</param>
/// <param name="SilenceInJoin">The longest time between two answers of a grain while silos joined, in milliseconds.</param>
/// <param name="Late">Calls that were sent later than a whole interval after their times.</param>
internal sealed record ScaleResult(
    int Silos,
    double CallsPerSecond,
    double CpuMicrosecondsPerTurn,
    double ClientCpuMicrosecondsPerTurn,
    double HopsPerTurn,
    double SmallestShare,
    double LargestShare,
    int FailedInJoin,
    double SilenceInJoin,
    long Late);
