using System.Collections.Immutable;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;

namespace Orleans.Runtime.Leases;

/// <summary>Since when each silo's row has stood still, as this silo sees it; and so which silos have surely stopped (rules R7 and R9). Pure: what the table answered in, silos to remove out. From any thread: the beat, a probe and a proof may each bring an answer.</summary>
/// <remarks>
/// <para>Every grant of a lease raised the row's beat in its transaction. So if the beat is still the same at a read which comes at least <see cref="Wait"/> after a read that found it there, then the last grant was sent before the first
/// read, and the lease that it gave has ended, however far the two clocks' rates differ within the bound.</para>
/// <para>That holds only for reads which this silo made in unbroken contact: after a gap every row begins anew, because the silos may have gone on by an agreement that the table does not know.</para>
/// </remarks>
internal sealed class RowWatch(ClusterConstants constants, long frequency)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SiloAddress, Watched> _rows = [];
    private long? _lastReply;

    /// <summary>How long a row must stand still: the lease of a slow clock, measured on a fast one, and a little more for the grain of timers.</summary>
    public long Wait { get; } = (long)(((constants.Lease.TotalSeconds * (1 + constants.ClockRateError) / (1 - constants.ClockRateError)) + TimerGrain) * frequency);

    // Seconds by which a timer may fire early.
    private const double TimerGrain = 0.01;

    private long Gap { get; } = (long)(constants.Lease.TotalSeconds / 2 * frequency);

    /// <summary>Rule R7: the table has answered.</summary>
    public void Replied(long now, ClusterSnapshot snapshot)
    {
        lock (_gate)
        {
            var isUnbroken = IsUnbroken(now);
            _lastReply = now;
            foreach (var gone in _rows.Keys.Where(silo => !snapshot.View.Contains(silo)).ToArray()) _rows.Remove(gone);
            foreach (var row in snapshot.Rows)
            {
                var known = _rows.GetValueOrDefault(row.Address);
                var hasBeaten = known is null || known.Row.Beat != row.Beat;
                _rows[row.Address] = new Watched(row, hasBeaten || !isUnbroken ? now : known!.Since, hasBeaten ? now : known!.BeatAt);
            }
        }
    }

    /// <summary>The host that a silo's row names; null if the table has not shown it.</summary>
    public string? HostOf(SiloAddress silo)
    {
        lock (_gate) return _rows.GetValueOrDefault(silo)?.Row.HostId;
    }

    /// <summary>Whether a silo that may renew has done so since then, as this silo saw it.</summary>
    public bool HasRenewedSince(SiloAddress silo, long at)
    {
        lock (_gate) return _rows.GetValueOrDefault(silo) is { Row.State: SiloRowState.Active } known && known.BeatAt >= at;
    }

    /// <summary>Whether the table's last answer is young enough to judge by.</summary>
    public bool IsInContact(long now)
    {
        lock (_gate) return IsUnbroken(now);
    }

    /// <summary>Rule R9: members other than <paramref name="self"/> that have surely stopped, with the beat on which that rests; null where it rests on something that cannot change any more.</summary>
    /// <param name="dead">Those whose end is proven otherwise.</param>
    public ImmutableArray<(SiloAddress Silo, long? Beat)> Stopped(long now, SiloAddress self, IReadOnlySet<SiloAddress> dead)
    {
        lock (_gate)
        {
            if (!IsUnbroken(now)) return [];
            var stopped = ImmutableArray.CreateBuilder<(SiloAddress, long?)>();
            foreach (var (silo, (row, since, _)) in _rows)
            {
                if (silo.Equals(self)) continue;
                if (row.State == SiloRowState.Stopped || dead.Contains(silo)) stopped.Add((silo, null));
                else if (now - since >= Wait) stopped.Add((silo, row.Beat));
            }

            return stopped.ToImmutable();
        }
    }

    private bool IsUnbroken(long now) => _lastReply is { } last && now - last <= Gap;

    /// <param name="Since">From when a row that stands still is measured.</param>
    /// <param name="BeatAt">When this silo last saw a new beat, whatever the contact.</param>
    private sealed record Watched(SiloRow Row, long Since, long BeatAt);
}
