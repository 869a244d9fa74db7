using System.Net;
using Orleans.Runtime;
using Orleans.Runtime.Leases;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;

namespace OrleansAgents.Simulation.Tests.Scenarios;

/// <summary>A silo that is nothing but its decisions: what it may run, whom it takes for stopped, which shards it claims. What happens when, a scenario says.</summary>
internal sealed class ModelSilo(ModelCluster cluster, int number, double rate = 1)
{
    private readonly Guid _incarnation = Guid.NewGuid();

    public SiloAddress Address { get; } = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, number), 1);

    public ShardClaims Claims { get; } = new(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, number), 1), ModelCluster.Shards);

    public LeaseClock Lease { get; } = new(ClusterConstants.Default, ModelCluster.Frequency);

    public RowWatch Rows { get; } = new(ClusterConstants.Default, ModelCluster.Frequency);

    /// <summary>By the silo's own clock.</summary>
    public long Now => (long)(cluster.Now * rate);

    public bool MayRun => Lease.MayStart(Now);

    public bool Holds(int shard) => Claims[shard] >= ShardState.Serving;

    /// <summary>Rule R1.</summary>
    public async Task Join()
    {
        var snapshot = await cluster.Table.ReadAsync(CancellationToken.None);
        var row = new SiloRow(Address, _incarnation, $"host{number}", 1, SiloRowState.Active);
        Assert.True(await cluster.Table.TryChangeAsync(new ClusterChange(snapshot.View.Next(snapshot.View.Members.Append(new ClusterMember(Address, "", null))), Guid.NewGuid()) { Joining = row }, CancellationToken.None));
        Lease.Confirmed(Now);
        await Read();
    }

    /// <summary>Rules R2, R3, R7. False if the table refused.</summary>
    public async Task<bool> Renew()
    {
        var sentAt = Now;
        var renewal = await cluster.Table.RenewAsync(Address, _incarnation, CancellationToken.None);
        Rows.Replied(Now, renewal.Snapshot);
        if (!renewal.IsRenewed) return false;
        Lease.Confirmed(sentAt);
        Adopt(renewal.Snapshot.View);
        return true;
    }

    /// <summary>Renews, and looks at nothing else that the table says.</summary>
    public async Task KeepAlive()
    {
        var sentAt = Now;
        if ((await cluster.Table.RenewAsync(Address, _incarnation, CancellationToken.None)).IsRenewed) Lease.Confirmed(sentAt);
    }

    /// <summary>Reads the table, and follows what it says.</summary>
    public async Task Read()
    {
        var snapshot = await cluster.Table.ReadAsync(CancellationToken.None);
        Rows.Replied(Now, snapshot);
        Adopt(snapshot.View);
    }

    public void Adopt(ClusterView view)
    {
        foreach (var lost in Claims.Adopt(new ShardMap(view, ModelCluster.Shards), static _ => false))
        {
            Claims.Close(lost);
            Claims.Drained(lost);
        }
    }

    /// <summary>Rules R6, R9: removes whoever has stopped, as far as this silo can know. True if a change was made.</summary>
    public async Task<bool> RemoveStopped()
    {
        var snapshot = await cluster.Table.ReadAsync(CancellationToken.None);
        var stopped = Rows.Stopped(Now, Address, new HashSet<SiloAddress>());
        if (stopped.IsEmpty || !MayRun) return false;
        var gone = stopped.Select(static row => row.Silo).ToArray();
        var change = new ClusterChange(snapshot.View.Without(gone), Guid.NewGuid()) { Beats = [.. stopped.Where(static row => row.Beat is not null).Select(static row => (row.Silo, row.Beat!.Value))], Stopped = [.. gone] };
        if (!await cluster.Table.TryChangeAsync(change, CancellationToken.None)) return false;
        Adopt(change.Next);
        return true;
    }

    /// <summary>Rule R14: tells another silo, which adopts first and claims then.</summary>
    public void AnnounceTo(ModelSilo other)
    {
        var said = Claims.Announce();
        other.Claims.Hear(Address, said.Version, said.Draining);
    }

    /// <summary>Rule R15.</summary>
    public IReadOnlyList<int> Claim() => Claims.Claim();
}

/// <summary>Silos around one table; a tick is a millisecond.</summary>
internal sealed class ModelCluster
{
    public const int Shards = 64;
    public const long Frequency = 1000;

    public InMemoryClusterTable Table { get; } = new();

    public long Now { get; private set; } = 1_000_000;

    public ModelSilo Silo(int number, double rate = 1) => new(this, number, rate);

    public void Pass(long milliseconds) => Now += milliseconds;

    /// <summary>Silos that hold everything which is theirs by the newest view.</summary>
    public static void Settle(params ModelSilo[] silos)
    {
        foreach (var from in silos)
        {
            foreach (var to in silos.Where(to => to != from)) from.AnnounceTo(to);
        }

        foreach (var silo in silos) silo.Claim();
    }
}
