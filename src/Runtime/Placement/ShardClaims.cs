using System.Collections;

namespace Orleans.Runtime.Placement;

/// <summary>Which shards this silo serves, drains or waits for. Pure: views and announcements in, decisions out.</summary>
/// <remarks>
/// <para>Two silos must never serve one shard. A silo that adopts a view which takes a shard from it starts no new turn there and goes on running the turns that it has (drains); it announces to all
/// members, shard by shard, that it is done. The new owner claims the shard only when every other member has announced exactly that view without the shard. Shards that do not move are served throughout.</para>
/// <para>Views are adopted in order of version but may be jumped over. An announcement of a higher version replaces what a peer said before; one of the same version can only clear bits; a lower one is ignored. Leases,
/// which free the members from waiting for one that died, are taken over by removal from the view: a member that is gone need not announce.</para>
/// </remarks>
internal sealed class ShardClaims(SiloAddress self, int shards)
{
    private readonly ShardState[] _states = new ShardState[shards];
    private readonly Dictionary<SiloAddress, (long Version, BitArray Draining)> _announced = [];
    private readonly long[] _claimedAt = new long[shards];
    private long _changes;

    public ShardMap Map { get; private set; } = new(ClusterView.Empty, shards);

    public ShardState this[int shard] => _states[shard];

    /// <summary>Rule R16: the version at which this silo claimed a shard. It grows from owner to owner, and stays while the owner does.</summary>
    public long TokenOf(int shard) => Volatile.Read(ref _claimedAt[shard]);

    /// <summary>Grows whenever a shard has begun or ceased to be served: with a view, and later within it, when the others have let go.</summary>
    public long Changes => Volatile.Read(ref _changes);

    /// <summary>True while this silo runs turns of any shard.</summary>
    public bool HoldsAny => _states.Any(state => state is ShardState.Serving or ShardState.Draining or ShardState.Closed);

    /// <summary>Adopts a newer view. Returns the shards that this silo lost and must drain.</summary>
    /// <param name="carries">Whether the silo has something for the owner of a shard, so that it must not let the shard go before it has passed that on, even if it never served it.</param>
    public IReadOnlyList<int> Adopt(ShardMap map, Func<int, bool> carries)
    {
        if (map.View.Version <= Map.View.Version) return [];
        Map = map;

        // What silos said that have left is of no more use; one that this silo has not heard of yet speaks of a later view.
        foreach (var (peer, said) in _announced)
        {
            if (said.Version < map.View.Version && !map.View.Contains(peer)) _announced.Remove(peer);
        }

        List<int> lost = [];
        for (var shard = 0; shard < _states.Length; shard++)
        {
            var mine = self.Equals(map.OwnerOf(shard));
            switch (_states[shard])
            {
                case ShardState.Serving when !mine:
                case ShardState.Claiming when !mine && carries(shard):
                    _states[shard] = ShardState.Draining;
                    lost.Add(shard);
                    break;
                case ShardState.None when mine:
                    _states[shard] = ShardState.Claiming;
                    break;
                case ShardState.Claiming when !mine:
                    _states[shard] = ShardState.None;
                    break;
            }
        }

        Interlocked.Increment(ref _changes);
        return lost;
    }

    /// <summary>Admits no activation to a draining shard any more, so that it can be told whether the last has ended.</summary>
    public void Close(int shard)
    {
        if (_states[shard] == ShardState.Draining) _states[shard] = ShardState.Closed;
    }

    /// <summary>The last had not ended.</summary>
    public void Reopen(int shard)
    {
        if (_states[shard] == ShardState.Closed) _states[shard] = ShardState.Draining;
    }

    /// <summary>The activations of a closed shard have ended. If it came back meanwhile, it is claimed anew.</summary>
    public void Drained(int shard)
    {
        if (_states[shard] == ShardState.Closed) _states[shard] = self.Equals(Map.OwnerOf(shard)) ? ShardState.Claiming : ShardState.None;
    }

    /// <summary>What this silo tells the others: the version that it follows, and the shards that it still drains.</summary>
    public Announcement Announce()
    {
        var draining = new BitArray(_states.Length);
        for (var shard = 0; shard < _states.Length; shard++) draining[shard] = _states[shard] is ShardState.Draining or ShardState.Closed;
        return new Announcement(Map.View, draining);
    }

    /// <summary>Rule R14: a peer follows the view of this version and still drains these shards; none if null.</summary>
    public void Hear(SiloAddress peer, long version, BitArray? draining)
    {
        if (_announced.TryGetValue(peer, out var before) && version <= before.Version)
        {
            if (version < before.Version) return;
            if (draining is null) before.Draining.SetAll(false);
            else before.Draining.And(draining);
            return;
        }

        _announced[peer] = (version, draining is null ? new BitArray(_states.Length) : new BitArray(draining));
    }

    /// <summary>Whether every other member has said that it follows this version or a later one.</summary>
    public bool IsFollowed(long version) =>
        Map.View.Members.All(member => member.Address.Equals(self) || (_announced.TryGetValue(member.Address, out var said) && said.Version >= version));

    /// <summary>Claims what may be claimed now. Returns the shards that this silo serves from here on.</summary>
    public IReadOnlyList<int> Claim()
    {
        var others = Map.View.Members.Where(m => !m.Address.Equals(self)).Select(m => m.Address).ToArray();
        if (others.Any(o => !_announced.TryGetValue(o, out var said) || said.Version != Map.View.Version)) return [];
        List<int> claimed = [];
        for (var shard = 0; shard < _states.Length; shard++)
        {
            if (_states[shard] != ShardState.Claiming || others.Any(o => _announced[o].Draining[shard])) continue;
            Volatile.Write(ref _claimedAt[shard], Map.View.Version);
            _states[shard] = ShardState.Serving;
            claimed.Add(shard);
        }

        if (claimed.Count > 0) Interlocked.Increment(ref _changes);
        return claimed;
    }
}

/// <summary>What a silo does with a shard.</summary>
internal enum ShardState : byte
{
    /// <summary>Not this silo's.</summary>
    None,

    /// <summary>This silo's, once the others have let go; calls wait.</summary>
    Claiming,
    Serving,

    /// <summary>No longer this silo's; its last turns are ending. What they call within the shard is still served.</summary>
    Draining,

    /// <summary>Draining, and nothing is served: for the moment in which the silo makes sure that the last turn has ended.</summary>
    Closed,
}

/// <summary>A silo follows a view and still drains these shards.</summary>
internal sealed record Announcement(ClusterView View, BitArray Draining)
{
    public long Version => View.Version;
}
