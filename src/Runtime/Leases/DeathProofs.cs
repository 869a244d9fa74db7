using Orleans.Runtime.Placement;

namespace Orleans.Runtime.Leases;

/// <summary>Which silos' processes have surely ended, because their endpoints refuse connections (rule R11). Pure: votes in, facts out; a fact is never taken back.</summary>
/// <remarks>
/// The kernel closes a listener only when its process has ended, and a silo listens from before it joins until it has stopped. So a refused connection proves the end of a process on the same host, where no one stands between.
/// Two members must have seen it, or the only other one there is: a single process may be mistaken about itself, for instance because it may open no more sockets.
/// </remarks>
internal sealed class DeathProofs
{
    // Votes needed, as far as there are other members.
    private const int VotesNeeded = 2;

    private readonly Lock _gate = new();
    private readonly Dictionary<SiloAddress, HashSet<SiloAddress>> _votes = [];
    private readonly HashSet<SiloAddress> _dead = [];

    /// <summary>Those whose end is proven.</summary>
    public IReadOnlySet<SiloAddress> Dead
    {
        get
        {
            lock (_gate) return _dead.ToHashSet();
        }
    }

    /// <summary>A member was refused by another's endpoint. True if the other's end is proven now and was not before.</summary>
    public bool Refused(SiloAddress silo, SiloAddress voter, ClusterView view)
    {
        if (silo.Equals(voter) || !view.Contains(silo) || !view.Contains(voter)) return false;
        lock (_gate)
        {
            if (_dead.Contains(silo)) return false;
            if (!_votes.TryGetValue(silo, out var voters)) _votes[silo] = voters = [];
            voters.Add(voter);
            return voters.Count(view.Contains) >= Math.Min(VotesNeeded, view.Members.Length - 1) && _dead.Add(silo);
        }
    }

    /// <summary>Whether the end of a silo is still open, and a vote of this member would count.</summary>
    public bool IsOpen(SiloAddress silo, SiloAddress voter)
    {
        lock (_gate) return !_dead.Contains(silo) && !(_votes.TryGetValue(silo, out var voters) && voters.Contains(voter));
    }

    /// <summary>What concerns those that have left is of no more use.</summary>
    public void Forget(ClusterView view)
    {
        lock (_gate)
        {
            foreach (var gone in _votes.Keys.Where(silo => !view.Contains(silo)).ToArray()) _votes.Remove(gone);
            _dead.RemoveWhere(silo => !view.Contains(silo));
        }
    }
}
