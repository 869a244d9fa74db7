namespace OrleansAgents.Storage;

/// <summary>The period of a reminder as stores keep it: ticks, or a number that no period has for a reminder with one tick.</summary>
internal static class StoredPeriod
{
    private const long OneShot = -1;

    public static long Of(TimeSpan period) => period == Timeout.InfiniteTimeSpan ? OneShot : period.Ticks;

    public static TimeSpan ToPeriod(long stored) => stored == OneShot ? Timeout.InfiniteTimeSpan : new TimeSpan(stored);
}
