using Orleans.Runtime.Placement;

namespace Orleans.Runtime.Membership;

/// <summary>Who a silo is to the membership table.</summary>
/// <param name="Member">Its entry in views.</param>
/// <param name="Incarnation">Drawn at random by this process.</param>
/// <param name="HostId">See <see cref="SiloRow.HostId"/>.</param>
internal sealed record SiloIdentity(ClusterMember Member, Guid Incarnation, string HostId)
{
    /// <summary>The row with which it joins.</summary>
    public SiloRow Row => new(Member.Address, Incarnation, HostId, Beat: 1, SiloRowState.Active);
}
