namespace Orleans.Runtime.Leases;

/// <summary>Lengths of time in the timestamps of a clock.</summary>
internal static class Timestamps
{
    /// <summary>A length in timestamps of which so many make a second.</summary>
    public static long Of(TimeSpan time, long frequency) => (long)(time.TotalSeconds * frequency);
}
