using System.Collections.Immutable;

namespace Orleans.Runtime.Placement;

/// <summary>The members of a cluster at one version; immutable, and replaced as a whole.</summary>
/// <param name="Version">Grows by one with every change.</param>
/// <param name="Members">In order of address.</param>
[GenerateSerializer]
[Immutable]
internal sealed record ClusterView(long Version, ImmutableArray<ClusterMember> Members)
{
    public static ClusterView Empty { get; } = new(0, []);

    public bool Contains(SiloAddress silo) => Find(silo) is not null;

    public ClusterMember? Find(SiloAddress silo) => Members.FirstOrDefault(m => m.Address.Equals(silo));

    /// <summary>Rule R22: members of an older view that have been removed. A silo that leaves in order is not among them: it has let the others know, and may still have answers under way.</summary>
    public IEnumerable<SiloAddress> RemovedSince(ClusterView older) => older.Members.Where(member => !member.IsLeaving && !Contains(member.Address)).Select(static member => member.Address);

    /// <summary>The view that follows this one, with these members.</summary>
    public ClusterView Next(IEnumerable<ClusterMember> members) => new(Version + 1, [.. members.OrderBy(m => m.Address)]);

    /// <summary>The next view, without some members.</summary>
    public ClusterView Without(params IEnumerable<SiloAddress> silos) => Next(Members.Where(m => !silos.Contains(m.Address)));

    /// <summary>The next view, in which a member hands over.</summary>
    public ClusterView Leaving(SiloAddress silo) => Next(Members.Select(m => m.Address.Equals(silo) ? m with { IsLeaving = true } : m));
}

/// <summary>A silo of the cluster. Its address contains its generation, so a restarted silo is another member.</summary>
/// <param name="Address">Where other silos reach it.</param>
/// <param name="Name">For people.</param>
/// <param name="Gateway">Where clients reach it; null when it serves none.</param>
/// <param name="IsLeaving">True while it hands over: it owns nothing any more, but still runs.</param>
[GenerateSerializer]
[Immutable]
internal sealed record ClusterMember(SiloAddress Address, string Name, SiloAddress? Gateway, bool IsLeaving = false);
