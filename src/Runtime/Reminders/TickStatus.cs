namespace Orleans.Runtime;

/// <summary>
/// When a reminder was first due, how often it comes, and when this tick was sent, all in UTC. The tick's number is
/// <c>(CurrentTickTime - FirstTickTime) / Period</c>; a grain that remembers the last number sees how many it missed.
/// </summary>
[GenerateSerializer]
[Immutable]
public readonly struct TickStatus
{
    public TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
    {
        FirstTickTime = firstTickTime;
        Period = period;
        CurrentTickTime = timeStamp;
    }

    [Id(0)]
    public DateTime FirstTickTime { get; }

    [Id(1)]
    public TimeSpan Period { get; }

    /// <summary>When the silo sent this tick, by its own clock.</summary>
    [Id(2)]
    public DateTime CurrentTickTime { get; }

    public override string ToString() => $"first {FirstTickTime:O}, every {Period}, now {CurrentTickTime:O}";
}
