using System.Collections.Immutable;
using Orleans.Runtime.Placement;

namespace Orleans.Runtime.Membership;

/// <summary>Where the silos of a cluster agree on its members: the newest view, replaced by compare-and-swap, and one row for each silo that ever joined, with its beat.</summary>
/// <remarks>
/// <para>Linearizable: each operation is one transaction, and what it confirms every later read sees. An operation that throws may or may not have taken effect;
/// the caller finds out by reading (rule R4 of the protocol in docs/membership.md). An operation that did not take effect because of a condition says so by its result, not by an exception.</para>
/// <para>Rows are inserted when their silo joins and kept after it has left, so that a former generation can never return as a member. They are never upserted.</para>
/// <para>The table knows nothing of time: it keeps no clock, judges nobody, and removes a silo only when told to. Deciding is the members' part.</para>
/// <para>A provider implements this; every implementation passes the same compliance suite.</para>
/// </remarks>
internal interface IClusterTable
{
    /// <summary>Makes the cluster if it does not exist, with an empty view of version 0; else compares the constants. May be called by many silos at once and again.</summary>
    /// <exception cref="OrleansConfigurationException">The cluster was made with other constants, or the table's schema is of another version; the text names both values.</exception>
    Task OpenAsync(ClusterConstants constants, CancellationToken cancellationToken);

    /// <summary>The newest view, with the rows of its members.</summary>
    Task<ClusterSnapshot> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Rule R2: adds one to the silo's beat, if its row is there, of this incarnation, and active; then reads. One transaction.</summary>
    Task<ClusterRenewal> RenewAsync(SiloAddress silo, Guid incarnation, CancellationToken cancellationToken);

    /// <summary>Replaces the view if all conditions of the change hold, in one transaction. A true answer means that the table has this view and no other of its version.</summary>
    /// <returns>False if the version, a beat or a row did not match; then nothing has changed.</returns>
    Task<bool> TryChangeAsync(ClusterChange change, CancellationToken cancellationToken);

    /// <summary>Rule R8: takes the row from active to revoked, so that the silo can renew no more. Nothing if it is not active, or if the row of the silo that asks for it is not: of two that revoke each other the first wins.</summary>
    Task RevokeAsync(SiloAddress silo, SiloAddress by, CancellationToken cancellationToken);

    /// <summary>Rule R5: the silo runs nothing any more and never will. Nothing if the row is of another incarnation or missing.</summary>
    Task StopAsync(SiloAddress silo, Guid incarnation, CancellationToken cancellationToken);

    /// <summary>Calls back, on any thread, when a newer view may exist. Only a hint: it may come late, twice, or not at all. Dispose to stop.</summary>
    IDisposable Watch(Action changed);
}

/// <summary>What all silos of a cluster must agree on; fixed when the cluster is made.</summary>
/// <param name="Shards">Number of shards.</param>
/// <param name="Lease">How long a silo may run after it sent a renewal that was confirmed.</param>
/// <param name="ClockRateError">The most by which two clocks' rates differ, as a fraction: 0.01 is one per cent.</param>
/// <param name="Guard">The longest time for which code may run without giving its thread back, as far as the protocol's promise goes.</param>
[GenerateSerializer]
[Immutable]
internal sealed record ClusterConstants(int Shards, TimeSpan Lease, double ClockRateError, TimeSpan Guard)
{
    /// <summary>Compares what this silo has with what the cluster was made with.</summary>
    /// <param name="cluster">The cluster, as the subject of a sentence.</param>
    /// <param name="stored">What the table has.</param>
    /// <exception cref="OrleansConfigurationException">They differ.</exception>
    public void RequireStored(string cluster, ClusterConstants stored)
    {
        if (stored != this) throw new OrleansConfigurationException($"{cluster} was made with {stored}; this silo has {this}. Silos of one cluster must have the same constants: configure them alike, or give the cluster another id.");
    }

    public static ClusterConstants Default { get; } = new(ShardMap.ShardsDefault, TimeSpan.FromSeconds(2), 0.01, TimeSpan.FromMilliseconds(50));
}

/// <summary>The state of a silo's row. The numbers are stored.</summary>
[GenerateSerializer]
internal enum SiloRowState : byte
{
    /// <summary>It may renew.</summary>
    Active = 0,

    /// <summary>Others found it unreachable: it can renew no more and stops when its lease ends.</summary>
    Revoked = 1,

    /// <summary>It runs nothing and never will again.</summary>
    Stopped = 2,
}

/// <summary>One silo, as the table has it.</summary>
/// <param name="Address">Its endpoint and generation: the key.</param>
/// <param name="Incarnation">Drawn at random by the process, so that two which chose the same generation are told apart.</param>
/// <param name="HostId">The machine's boot and network namespace: processes with the same host id cannot listen on one port at the same time.</param>
/// <param name="Beat">Grows by one with each join and renewal.</param>
/// <param name="State">Whether it may renew.</param>
[GenerateSerializer]
[Immutable]
internal sealed record SiloRow(SiloAddress Address, Guid Incarnation, string HostId, long Beat, SiloRowState State);

/// <summary>The table at one moment.</summary>
/// <param name="View">The newest view.</param>
/// <param name="ChangeId">That of the change which made the view; empty for version 0. Tells a writer that got no answer whether the change was its own.</param>
/// <param name="Rows">Of the view's members.</param>
[GenerateSerializer]
[Immutable]
internal sealed record ClusterSnapshot(ClusterView View, Guid ChangeId, ImmutableArray<SiloRow> Rows)
{
    public static ClusterSnapshot Empty { get; } = new(ClusterView.Empty, Guid.Empty, []);

    /// <summary>The snapshot of a view, with those rows that are its members', in their order.</summary>
    public static ClusterSnapshot Of(ClusterView view, Guid changeId, IReadOnlyDictionary<SiloAddress, SiloRow> rows) =>
        new(view, changeId, [.. view.Members.Where(member => rows.ContainsKey(member.Address)).Select(member => rows[member.Address])]);

    public SiloRow? Find(SiloAddress silo) => Rows.FirstOrDefault(row => row.Address.Equals(silo));
}

/// <summary>The answer to a renewal.</summary>
/// <param name="IsRenewed">False if the silo has no row of that incarnation, or it is not active: it may never run again.</param>
/// <param name="Snapshot">Read in the same transaction, after the beat was raised.</param>
[GenerateSerializer]
[Immutable]
internal sealed record ClusterRenewal(bool IsRenewed, ClusterSnapshot Snapshot);

/// <summary>A new view and what it depends on.</summary>
/// <param name="Next">Its version is that of the view which it replaces, plus one; if the table has another version, nothing changes.</param>
/// <param name="ChangeId">Drawn at random by the writer.</param>
[GenerateSerializer]
[Immutable]
internal sealed record ClusterChange(ClusterView Next, Guid ChangeId)
{
    /// <summary>A row to insert: that of a silo which joins (rule R1). If there is a row of that address already, nothing changes.</summary>
    [Id(0)]
    public SiloRow? Joining { get; init; }

    /// <summary>Rows that must still have this beat (rule R9a); if one has another or is missing, nothing changes.</summary>
    [Id(1)]
    public ImmutableArray<(SiloAddress Silo, long Beat)> Beats { get; init; } = [];

    /// <summary>Rows that are set to stopped with the change: those of the members that it removes.</summary>
    [Id(2)]
    public ImmutableArray<SiloAddress> Stopped { get; init; } = [];
}
