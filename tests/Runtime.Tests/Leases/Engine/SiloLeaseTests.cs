using System.Collections;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Leases;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Transport;
using OrleansAgents.Runtime.Tests.Clusters;
using OrleansAgents.Runtime.Tests.Transport;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests.Leases;

/// <summary>What a silo does with its lease, and with those of others.</summary>
public sealed class SiloLeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = LeasedSilo.Lease;
    private static readonly SiloAddress Other = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 9), 1);

    private LeasedSilo _silo = null!;

    private SiloRuntime Silo => _silo.Runtime;

    // Whether the other answers pings is not what these tests are about.
    public async Task InitializeAsync() => _silo = await LeasedSilo.Start(static options => (options.TableOutage, options.SuspicionTime) = (TableOutagePolicy.Fence, TimeSpan.FromDays(1)));

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Lease_ThatHasRunOut_SuspendsGrainsUntilItIsRenewed()
    {
        var grain = _silo.Grains.GetGrain<IPlacedGrain>(ClusterTest.UniqueKey());
        var activation = await grain.Activation().WithPatience();
        _silo.Table.Fails = true;
        _silo.Pass(Lease);
        Assert.False(Silo.Lease!.MayStart);
        var call = grain.Activation();
        SpinWait.SpinUntil(() => Silo.Lease!.HasWaiting, ClusterTest.Patience);
        Assert.True(Silo.Lease!.HasWaiting);
        Assert.False(call.IsCompleted);

        _silo.Table.Fails = false;
        _silo.Pass(Lease / 4);
        Assert.Equal(activation, await call.WithPatience());
    }

    [Fact]
    public async Task Connection_ClosedWhileItWaitsForTheLease_Ends()
    {
        await using var clients = new SocketCluster();
        var client = await clients.StartClient(_silo.Host);
        var connection = client.Services.GetRequiredService<ClientRuntime>().Messages.AnyConnected()!;
        _silo.Table.Fails = true;
        _silo.Pass(Lease);
        MessageCenter.AskView(connection);
        SpinWait.SpinUntil(() => Silo.Lease!.HasWaiting, ClusterTest.Patience);
        Assert.True(Silo.Lease!.HasWaiting);
        Silo.Fence();
        await connection.Ended.WithPatience();
    }

    /// <summary>A thread has the activation while it finds out that nothing may start; that is not code which keeps its thread.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Overrun_IsCodeInASegment_AndNotALookAtTheLease(bool isInSegment)
    {
        var grain = _silo.Grains.GetGrain<IPlacedGrain>(ClusterTest.UniqueKey());
        await grain.Activation().WithPatience();
        _silo.Table.Fails = true;
        _silo.Pass(Lease);
        List<string> overruns = [];
        using var guard = new LeaseGuard(Silo, Silo.Lease!, _silo.Time.TimestampFrequency, overruns.Add, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var thread = new Thread(() =>
        {
            (TurnThread.Current.Activation, TurnThread.Current.IsInSegment) = (Silo.Find(grain.GetGrainId()), isInSegment);
            guard.Look();
            (TurnThread.Current.Activation, TurnThread.Current.IsInSegment) = (null, false);
        });
        thread.Start();
        thread.Join();
        Assert.Equal(isInSegment ? 1 : 0, overruns.Count);
    }

    [Fact]
    public async Task FencingToken_IsTheVersionOfTheClaim_AndNotGivenByASiloThatHasLostItsPlace()
    {
        var tokens = _silo.Host.Services.GetRequiredService<IFencingTokens>();
        var grain = _silo.Grains.GetGrain<IPlacedGrain>(ClusterTest.UniqueKey());
        await grain.Activation().WithPatience();
        Assert.Equal(1, tokens.TokenOf(grain.GetGrainId()));
        await _silo.Table.RevokeAsync(Silo.Address, Silo.Address, CancellationToken.None);
        _silo.Pass(Lease / 4);
        Assert.Throws<InvalidOperationException>(() => tokens.TokenOf(grain.GetGrainId()));
    }

    /// <summary>Leases are measured on a clock that nobody sets.</summary>
    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public async Task Clock_ThatIsSet_NeitherEndsALeaseNorLengthensIt(int seconds)
    {
        await _silo.Join(Other, "another host");
        Assert.True(await _silo.Renew(Other));
        _silo.Pass(Lease / 4);
        _silo.Time.StepWallClock(TimeSpan.FromSeconds(seconds));
        _silo.Pass(Lease / 2);
        Assert.True(Silo.Lease!.MayStart);
        Assert.True(Silo.View.Contains(Other));
        _silo.Pass(Lease);
        Assert.False(Silo.View.Contains(Other));
        _silo.Table.Fails = true;
        _silo.Pass(Lease);
        Assert.False(Silo.Lease!.MayStart);
    }

    /// <summary>Most shards that a view gives to a silo become its own only some time later, and whoever keeps what belongs to them must notice.</summary>
    [Fact]
    public async Task Shards_ClaimedWithinAView_AreAChange()
    {
        ILocalShards shards = Silo;
        await _silo.Join(Other, "another host");
        Assert.True(await _silo.Table.TryChangeAsync(new ClusterChange(Silo.View.Leaving(Other), Guid.NewGuid()), CancellationToken.None));
        _silo.Pass(Lease / 4);
        var (view, version, served) = (Silo.Version, shards.Version, shards.Served.Count);

        Silo.AnnouncedAgain(Other, view, draining: null);

        Assert.Equal(view, Silo.Version);
        Assert.True(shards.Served.Count > served);
        Assert.True(shards.Version > version);
    }

    [Fact]
    public async Task Lease_RenewedFourTimesInItsLength_DoesNotRunOut()
    {
        var grain = _silo.Grains.GetGrain<IPlacedGrain>(ClusterTest.UniqueKey());
        _silo.Pass(10 * Lease);
        await grain.Activation().WithPatience();
        Assert.True(_silo.Table.Rows.Single().Beat >= 40);
    }

    /// <summary>Rule R5: what a peer says of a view without this silo.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    public async Task View_WithoutThisSilo_EndsItsPlace_OnlyIfItIsNewer(int later, bool ends)
    {
        await _silo.Join(Other, "another host");
        var view = new ClusterView(Silo.View.Version + later, [new ClusterMember(Other, "other", null)]);
        Silo.Announced(Other, new Announcement(view, new BitArray(ShardMap.ShardsDefault)));
        Assert.Equal(ends, Silo.IsFenced);
        Assert.True(Silo.View.Contains(Silo.Address));
        if (ends) await _silo.Log.Line("it is missing from the cluster's newest view");
    }

    [Fact]
    public async Task Silo_ThatIsRevoked_RunsNothingMore_AndEndsItsHost()
    {
        var ending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _silo.Host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(ending.SetResult);
        await _silo.Table.RevokeAsync(Silo.Address, Silo.Address, CancellationToken.None);
        _silo.Pass(Lease / 4);
        Assert.True(Silo.IsFenced);
        await ending.Task.WithPatience();
        await _silo.Log.Line("has lost its place in the cluster");
        Assert.Equal(SiloRowState.Stopped, _silo.Table.Rows.Single().State);
    }

    /// <summary>Rule R5: whoever reads that a silo has stopped takes over at once.</summary>
    [Fact]
    public async Task Row_OfASiloThatHasLostItsPlace_SaysStopped_OnlyWhenItsLastSegmentHasEnded()
    {
        var grain = _silo.Grains.GetGrain<IPlacedGrain>(ClusterTest.UniqueKey());
        await grain.Activation().WithPatience();
        var activation = Silo.Find(grain.GetGrainId());
        using ManualResetEventSlim runs = new(), mayEnd = new();
        var segment = new Thread(() =>
        {
            TurnThread.Current.Activation = activation;
            runs.Set();
            mayEnd.Wait();
            TurnThread.Current.Activation = null;
        });
        segment.Start();
        runs.Wait();

        await _silo.Table.RevokeAsync(Silo.Address, Silo.Address, CancellationToken.None);
        _silo.Pass(Lease / 4);
        Assert.True(Silo.IsFenced);
        Assert.Equal(SiloRowState.Revoked, _silo.Table.Rows.Single().State);

        mayEnd.Set();
        segment.Join();
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                _silo.Time.Advance(TimeSpan.FromMilliseconds(5));
                return _silo.Table.Rows.Single().State == SiloRowState.Stopped;
            },
            ClusterTest.Patience));
    }

    [Fact]
    public async Task Stop_OfASiloThatHasLostItsPlace_DoesNotWaitForCallsThatCannotEnd()
    {
        await using var clients = new SocketCluster();
        var client = await clients.StartClient(_silo.Host);
        _silo.Table.Fails = true;
        _silo.Pass(Lease);
        var call = SocketCluster.GrainsOf(client).GetGrain<IPlacedGrain>(ClusterTest.UniqueKey()).Activation();
        SpinWait.SpinUntil(() => Silo.Lease!.HasWaiting, ClusterTest.Patience);
        _silo.Table.Fails = false;
        await _silo.Table.RevokeAsync(Silo.Address, Silo.Address, CancellationToken.None);
        _silo.Pass(Lease / 4);
        Assert.True(Silo.IsFenced);
        await _silo.Host.Services.GetRequiredService<SiloHost>().StopAsync(CancellationToken.None).WithPatience();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => call.WithPatience());
    }

    [Fact]
    public async Task Member_WhoseBeatStandsStill_IsRemovedAfterItsLease_AndNotBefore()
    {
        await _silo.Join(Other, "another host");
        _silo.Pass(Lease * 0.75);
        Assert.True(Silo.View.Contains(Other));
        _silo.Pass(Lease * 0.75);
        Assert.False(Silo.View.Contains(Other));
        Assert.False((await _silo.Table.ReadAsync(CancellationToken.None)).View.Contains(Other));
        await _silo.Log.Line("Removed from the cluster, as they have surely stopped");
    }

    [Fact]
    public async Task Member_ThatRenews_Stays()
    {
        await _silo.Join(Other, "another host");
        for (var number = 0; number < 20; number++)
        {
            _silo.Pass(Lease / 4);
            Assert.True(await _silo.Renew(Other));
        }

        Assert.True(Silo.View.Contains(Other));
    }

    [Fact]
    public async Task Member_IsNotRemoved_ByWhatWasSeenBeforeAnOutage()
    {
        await _silo.Join(Other, "another host");
        _silo.Pass(Lease * 0.75);
        _silo.Table.Fails = true;
        _silo.Pass(Lease);
        _silo.Table.Fails = false;
        _silo.Pass(Lease);
        Assert.True(Silo.View.Contains(Other));
        _silo.Pass(Lease / 2);
        Assert.False(Silo.View.Contains(Other));
    }

    /// <summary>Rule R9: between the look at its row and the removal a silo may renew.</summary>
    [Fact]
    public async Task Removal_OfASiloThatRenewsMeanwhile_IsNotMade()
    {
        await _silo.Join(Other, "another host");
        var tried = 0;
        _silo.Table.BeforeChange = () =>
        {
            tried++;
            Assert.True(_silo.Renew(Other).Result);
        };
        _silo.Pass(4 * Lease);
        Assert.True(tried > 1);
        Assert.True(Silo.View.Contains(Other));

        _silo.Table.BeforeChange = null;
        _silo.Pass(2 * Lease);
        Assert.False(Silo.View.Contains(Other));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Join_ReplacesAFormerMemberOfItsEndpoint_OnlyOnTheSameHost(bool sameHost)
    {
        var successor = new SiloIdentity(new ClusterMember(SiloAddress.New(Silo.Address.Endpoint, Silo.Address.Generation + 1), "successor", null), Guid.NewGuid(), sameHost ? HostIds.OfThisProcess : "another host");
        using var membership = new ClusterMembership(Silo, _silo.Table, new ClusterLeaseOptions(), successor, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        await membership.JoinAsync(CancellationToken.None).WithPatience();
        var view = (await _silo.Table.ReadAsync(CancellationToken.None)).View;
        Assert.True(view.Contains(successor.Member.Address));
        Assert.Equal(!sameHost, view.Contains(Silo.Address));
    }
}
