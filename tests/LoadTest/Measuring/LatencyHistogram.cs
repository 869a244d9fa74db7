using System.Numerics;

namespace OrleansAgents.LoadTest;

/// <summary>
/// Counts latencies in buckets whose width grows with the value: 128 for each doubling, so that a percentile is right within 0.8 percent,
/// from a microsecond to hours, in a few thousand numbers.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBucketBits = 7;
    private const long SubBuckets = 1L << SubBucketBits;
    private const long MicrosecondsMax = (1L << 40) - 1;

    private readonly long[] _counts = new long[IndexOf(MicrosecondsMax) + 1];
    private double _sumMicroseconds;
    private long _maxMicroseconds;

    public long Count { get; private set; }

    /// <summary>The greatest latency, exactly.</summary>
    public TimeSpan Max => TimeSpan.FromMicroseconds(_maxMicroseconds);

    public TimeSpan Mean => Count == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(_sumMicroseconds / Count);

    public void Record(TimeSpan latency)
    {
        // A clock can only be misread by a little; what is below zero is no time at all.
        var microseconds = Math.Clamp(latency.Ticks / TimeSpan.TicksPerMicrosecond, 0, MicrosecondsMax);
        _counts[IndexOf(microseconds)]++;
        _sumMicroseconds += microseconds;
        _maxMicroseconds = Math.Max(_maxMicroseconds, microseconds);
        Count++;
    }

    /// <summary>The latency that a share of all did not exceed: the upper edge of its bucket.</summary>
    /// <param name="percentile">0 to 100.</param>
    public TimeSpan Percentile(double percentile)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(Count * Math.Clamp(percentile, 0, 100) / 100));
        var seen = 0L;
        for (var index = 0; index < _counts.Length; index++)
        {
            seen += _counts[index];
            if (seen >= wanted)
            {
                return TimeSpan.FromMicroseconds(Math.Min(UpperEdge(index), _maxMicroseconds));
            }
        }

        return TimeSpan.Zero;
    }

    /// <summary>Small values have a bucket each; above, the leading bits choose it.</summary>
    private static int IndexOf(long microseconds)
    {
        if (microseconds < SubBuckets)
        {
            return (int)microseconds;
        }

        var shift = BitOperations.Log2((ulong)microseconds) - SubBucketBits;
        return (int)(((shift + 1) << SubBucketBits) + (microseconds >> shift) - SubBuckets);
    }

    private static long UpperEdge(int index)
    {
        if (index < SubBuckets)
        {
            return index;
        }

        var shift = (index >> SubBucketBits) - 1;
        return (((index & (SubBuckets - 1)) + SubBuckets + 1) << shift) - 1;
    }
}
