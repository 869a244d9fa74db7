using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;

namespace OrleansAgents.Simulation.Tests.Scenarios;

/// <summary>The shortest ways in which an earlier draft of the protocol let two silos hold one shard: a silo X that still had its lease was removed first, and others were to wait for it.</summary>
public sealed class EvictionScenarios
{
    private readonly ModelCluster _cluster = new();

    /// <summary>X is removed in one view, J joins in the next, and knows of no eviction that it would have to wait for. So nobody may be removed who may still run.</summary>
    [Fact]
    public async Task Joiner_AfterAnEviction_FindsNobodyWhoStillRuns()
    {
        var (x, survivor, joiner) = (_cluster.Silo(1), _cluster.Silo(2), _cluster.Silo(3));
        await x.Join();
        await survivor.Join();
        await x.Read();
        ModelCluster.Settle(x, survivor);
        await x.Renew();
        await WatchUntilRemoved(x, survivor);

        await joiner.Join();
        await survivor.Read();
        survivor.AnnounceTo(joiner);
        Assert.NotEmpty(joiner.Claim());
        Assert.All(Enumerable.Range(0, ModelCluster.Shards), shard => Assert.False(joiner.Holds(shard) && x.Holds(shard) && x.MayRun));
    }

    /// <summary>A adopts the eviction of X and a join at once, and sees no eviction since its last view but the one that it has waited for.</summary>
    [Fact]
    public async Task Survivor_ThatAdoptsAnEvictionAndAJoinAtOnce_FindsNobodyWhoStillRuns()
    {
        var (x, a, other, joiner) = (_cluster.Silo(1), _cluster.Silo(2), _cluster.Silo(3), _cluster.Silo(4));
        foreach (var silo in (ModelSilo[])[x, a, other]) await silo.Join();
        foreach (var silo in (ModelSilo[])[x, a, other]) await silo.Read();
        ModelCluster.Settle(x, a, other);
        await x.Renew();
        await a.Renew();
        await WatchUntilRemoved(x, other, a.KeepAlive);
        await joiner.Join();
        var before = a.Claims.Map.View.Version;
        await a.Read();
        await other.Read();
        Assert.Equal(before + 2, a.Claims.Map.View.Version);
        other.AnnounceTo(a);
        joiner.AnnounceTo(a);
        Assert.NotEmpty(a.Claim());
        Assert.All(Enumerable.Range(0, ModelCluster.Shards), shard => Assert.False(a.Holds(shard) && x.Holds(shard) && x.MayRun));
    }

    /// <summary>A shard goes from B to N and back; B jumps over the view between and keeps it. N hears that B has drained for a later view than its own, which says nothing about N's.</summary>
    [Fact]
    public void Announcement_OfALaterView_LetsNobodyClaimInAnEarlierOne()
    {
        var (b, n) = (_cluster.Silo(1), _cluster.Silo(2));
        b.Adopt(View(1, b));
        Assert.Equal(ModelCluster.Shards, b.Claim().Count);
        n.Adopt(View(2, b, n));
        b.Adopt(View(3, b));
        b.AnnounceTo(n);
        Assert.Empty(n.Claim());
        Assert.All(Enumerable.Range(0, ModelCluster.Shards), shard => Assert.True(b.Holds(shard)));
    }

    /// <summary>A lease on the slowest clock against a wait on the fastest, looked at every millisecond by one who reads often.</summary>
    [Theory]
    [InlineData(0.99, 1.01)]
    [InlineData(1.01, 0.99)]
    [InlineData(1, 1)]
    public async Task Lease_OnASlowClock_HasEndedWhenAFastOneHasWaited(double rateOfX, double rateOfWatcher)
    {
        var (x, watcher) = (_cluster.Silo(1, rateOfX), _cluster.Silo(2, rateOfWatcher));
        await x.Join();
        await watcher.Join();
        await x.Renew();
        await WatchUntilRemoved(x, watcher);
    }

    /// <summary>X renews between the read on which its removal rests and the removal: the removal depends on the beat that was read.</summary>
    [Fact]
    public async Task Removal_OfASiloThatHasRenewedSince_IsRefused()
    {
        var (x, watcher) = (_cluster.Silo(1), _cluster.Silo(2));
        await x.Join();
        await watcher.Join();
        await x.Renew();
        for (var passed = 0; passed <= 2_100; passed += 100)
        {
            _cluster.Pass(100);
            await watcher.Renew();
        }

        Assert.NotEmpty(watcher.Rows.Stopped(watcher.Now, watcher.Address, new HashSet<Orleans.Runtime.SiloAddress>()));
        Assert.True(await x.Renew());
        Assert.False(await watcher.RemoveStopped());
    }

    /// <summary>A revoked silo can renew no more, and still has the lease that it got before.</summary>
    [Fact]
    public async Task Silo_ThatIsRevoked_IsRemovedOnlyWhenItsLeaseHasEnded()
    {
        var (x, watcher) = (_cluster.Silo(1), _cluster.Silo(2));
        await x.Join();
        await watcher.Join();
        await x.Renew();
        await watcher.Renew();
        await _cluster.Table.RevokeAsync(x.Address, watcher.Address, CancellationToken.None);
        Assert.True(x.MayRun);
        await WatchUntilRemoved(x, watcher);
    }

    /// <summary>The table was away for ten seconds, in which X went on by agreement. The first silo back sees a beat that has stood still for ten seconds.</summary>
    [Fact]
    public async Task Outage_IsNoProofAgainstThoseWhoWentOnInIt()
    {
        var (x, back) = (_cluster.Silo(1), _cluster.Silo(2));
        await x.Join();
        await back.Join();
        await x.Renew();
        await back.Renew();
        _cluster.Pass(10_000);
        x.Lease.Confirmed(x.Now);
        back.Lease.Confirmed(back.Now);
        await back.Renew();
        Assert.False(await back.RemoveStopped());
        for (var passed = 0; passed < 2_000; passed += 100)
        {
            _cluster.Pass(100);
            await back.Renew();
            Assert.False(await back.RemoveStopped());
        }

        Assert.False(x.MayRun);
    }

    /// <summary>A renewal that was answered late, when the silo has long been judged by when it was sent.</summary>
    [Fact]
    public async Task Answer_ThatComesLate_GivesNoMoreThanItsRequest()
    {
        var x = _cluster.Silo(1);
        await x.Join();
        var sentAt = x.Now;
        _cluster.Pass(1_900);
        x.Lease.Confirmed(sentAt);
        _cluster.Pass(60);
        Assert.False(x.MayRun);
    }

    private static ClusterView View(long version, params ModelSilo[] silos) => new(version, [.. silos.Select(static silo => new ClusterMember(silo.Address, "", null)).OrderBy(static member => member.Address)]);

    // Reads often, and tries to remove X each time. When that succeeds X may run nothing, by its own clock.
    private async Task WatchUntilRemoved(ModelSilo x, ModelSilo watcher, Func<Task>? meanwhile = null)
    {
        for (var passed = 0; passed < 5_000; passed++)
        {
            await watcher.Renew();
            if (meanwhile is not null) await meanwhile();
            if (await watcher.RemoveStopped())
            {
                Assert.False(x.MayRun);
                Assert.False(x.Lease.MaySend(x.Now));
                Assert.False(await x.Renew());
                return;
            }

            _cluster.Pass(1);
        }

        Assert.Fail("X was never removed.");
    }
}
