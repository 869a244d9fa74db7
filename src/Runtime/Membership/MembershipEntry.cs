using Orleans.Runtime;

namespace Orleans;

/// <summary>What the cluster records about one silo.</summary>
[GenerateSerializer]
public sealed class MembershipEntry
{
    [Id(0)]
    public SiloAddress SiloAddress { get; set; } = SiloAddress.Zero;

    [Id(1)]
    public SiloStatus Status { get; set; }

    /// <summary>Silos that suspected this one, and when, UTC.</summary>
    [Id(2)]
    public List<Tuple<SiloAddress, DateTime>>? SuspectTimes { get; set; }

    /// <summary>The gateway's port, 0 for a silo without one.</summary>
    [Id(3)]
    public int ProxyPort { get; set; }

    [Id(4)]
    public string HostName { get; set; } = "";

    [Id(5)]
    public string SiloName { get; set; } = "";

    [Id(6)]
    public string? RoleName { get; set; }

    [Id(7)]
    public int UpdateZone { get; set; }

    [Id(8)]
    public int FaultZone { get; set; }

    /// <summary>UTC.</summary>
    [Id(9)]
    public DateTime StartTime { get; set; }

    /// <summary>When the silo last renewed its lease, UTC.</summary>
    [Id(10)]
    public DateTime IAmAliveTime { get; set; }

    public override string ToString() => $"SiloAddress={SiloAddress} SiloName={SiloName} Status={Status}";

    public string ToFullString() => $"[{this} HostName={HostName} ProxyPort={ProxyPort} RoleName={RoleName} StartTime={StartTime:O} IAmAliveTime={IAmAliveTime:O}]";
}
