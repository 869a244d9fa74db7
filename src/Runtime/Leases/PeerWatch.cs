using System.Collections.Immutable;
using Orleans.Runtime.Placement;

namespace Orleans.Runtime.Leases;

/// <summary>Which members answer this silo's pings, and which ones the others say do not answer theirs. Pure: ticks, pongs and what peers say in, suspicions and votes out. From any thread.</summary>
/// <remarks>
/// A silo that does not answer may be frozen, cut off, or well while this silo itself is in trouble. So nothing follows from one silo's suspicion but a vote; and a silo that finds its own clock late, or that had no
/// lease and so sent nothing, blames nobody and begins anew.
/// </remarks>
internal sealed class PeerWatch(SiloAddress self, TimeSpan suspicion, long frequency)
{
    /// <summary>Between two pings.</summary>
    public static readonly TimeSpan PingPeriod = TimeSpan.FromMilliseconds(100);

    // By this much a tick may be late before the silo concludes that it was itself that stood still.
    private static readonly TimeSpan LateMax = TimeSpan.FromMilliseconds(300);

    // Votes needed, as far as there are other members.
    private const int VotesNeeded = 2;

    // A process that has just started may need longer for its first answer than for all that follow: it compiles what it runs while calls pour in, and on a busy machine its first handshake alone can take a second.
    private const int FirstAnswerFactor = 3;

    private readonly Lock _gate = new();
    private readonly Dictionary<SiloAddress, Peer> _peers = [];
    private long? _lastTick;

    /// <summary>A tick of this silo, before it pings.</summary>
    /// <param name="maySend">Whether it holds a lease; without one its pings do not leave, and silence says nothing.</param>
    public void Tick(long now, ClusterView view, bool maySend)
    {
        lock (_gate)
        {
            var isLate = _lastTick is { } last && now - last > Ticks(PingPeriod + LateMax);
            _lastTick = now;
            foreach (var gone in _peers.Keys.Where(peer => !view.Contains(peer)).ToArray()) _peers.Remove(gone);
            foreach (var member in view.Members)
            {
                if (member.Address.Equals(self)) continue;
                if (!_peers.TryGetValue(member.Address, out var peer)) _peers[member.Address] = peer = new Peer { HeardAt = now };
                if (isLate || !maySend) peer.HeardAt = now;
            }
        }
    }

    /// <summary>A peer has answered a ping.</summary>
    public void Heard(SiloAddress silo, long now)
    {
        lock (_gate)
        {
            if (_peers.TryGetValue(silo, out var peer)) (peer.HeardAt, peer.HasAnswered) = (now, true);
        }
    }

    /// <summary>A peer has said whom it suspects; what it said before is forgotten.</summary>
    public void Says(SiloAddress silo, ImmutableArray<SiloAddress> suspects, long now)
    {
        lock (_gate)
        {
            if (_peers.TryGetValue(silo, out var peer)) (peer.Suspects, peer.SaidAt) = (suspects, now);
        }
    }

    /// <summary>For how long a member has been silent; nothing for one that is not watched yet.</summary>
    public TimeSpan SilenceOf(SiloAddress silo, long now)
    {
        lock (_gate) return _peers.TryGetValue(silo, out var peer) ? TimeSpan.FromSeconds((now - peer.HeardAt) / (double)frequency) : TimeSpan.Zero;
    }

    /// <summary>Since when a member has been silent; null for one that is not watched yet.</summary>
    public long? HeardAt(SiloAddress silo)
    {
        lock (_gate) return _peers.TryGetValue(silo, out var peer) ? peer.HeardAt : null;
    }

    /// <summary>The members that this silo suspects: silent for the time of suspicion, or three times as long if they have not answered yet.</summary>
    public ImmutableArray<SiloAddress> Suspects(long now)
    {
        lock (_gate) return [.. _peers.Where(peer => IsSuspect(peer.Value, now)).Select(static peer => peer.Key).Order()];
    }

    /// <summary>Rule R8: the members that so many distinct members suspect, this one among them, that they may be revoked. What a peer said longer ago than the time of suspicion does not count.</summary>
    public ImmutableArray<SiloAddress> Condemned(long now, ClusterView view)
    {
        lock (_gate)
        {
            var needed = Math.Min(VotesNeeded, view.Members.Length - 1);
            return
            [
                .. _peers.Where(peer => view.Contains(peer.Key) && IsSuspect(peer.Value, now) && VotesAgainst(peer.Key, now) + 1 >= needed).Select(static peer => peer.Key).Order(),
            ];
        }
    }

    private int VotesAgainst(SiloAddress silo, long now) =>
        _peers.Count(voter => !voter.Key.Equals(silo) && now - voter.Value.SaidAt < Ticks(suspicion) && voter.Value.Suspects.Contains(silo));

    private bool IsSuspect(Peer peer, long now) => now - peer.HeardAt >= Ticks(peer.HasAnswered ? suspicion : suspicion * FirstAnswerFactor);

    private long Ticks(TimeSpan time) => Timestamps.Of(time, frequency);

    private sealed class Peer
    {
        public long HeardAt { get; set; }

        public bool HasAnswered { get; set; }

        public long SaidAt { get; set; }

        public ImmutableArray<SiloAddress> Suspects { get; set; } = [];
    }
}
