using Orleans.Runtime.Membership;

namespace Orleans.Runtime.Leases;

/// <summary>When this silo's lease ends. Pure: confirmed renewals in, a time out; all times are timestamps of the silo's own monotonic clock.</summary>
internal sealed class LeaseClock(ClusterConstants constants, long frequency)
{
    private long _end = long.MinValue;

    /// <summary>Where the lease ends; far in the past before the first confirmation.</summary>
    public long End => Volatile.Read(ref _end);

    private long Lease { get; } = Timestamps.Of(constants.Lease, frequency);

    /// <summary>So much must be left of the lease for a segment to start.</summary>
    public long Guard { get; } = Timestamps.Of(constants.Guard, frequency);

    /// <summary>Rule R3: the table has confirmed a renewal. It counts from when the request was sent, so a late confirmation is worth less; and an older one never takes back what a newer one gave.</summary>
    public void Confirmed(long sentAt)
    {
        if (sentAt + Lease > _end) Volatile.Write(ref _end, sentAt + Lease);
    }

    /// <summary>Rule R5: whether a segment of grain code may start, so that it ends within the lease.</summary>
    public bool MayStart(long now) => now + Guard < Volatile.Read(ref _end);

    /// <summary>Rule R17: whether a message or a write may leave.</summary>
    public bool MaySend(long now) => now < Volatile.Read(ref _end);
}
