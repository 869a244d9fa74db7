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

/// <summary>A silo with a lease, on a clock that the test moves and a table that the test can take away.</summary>
public sealed class SiloLeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);
    private static readonly SiloAddress Other = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 9), 1);

    private readonly ManualTimeProvider _time = new();
    private readonly FailingTable _table = new();
    private readonly LogLines _log = new();
    private IHost _host = null!;

    private SiloRuntime Silo => SocketCluster.RuntimeOf(_host);

    public async Task InitializeAsync()
    {
        var (siloPort, gatewayPort) = SocketCluster.FreePorts();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort, gatewayPort);
            silo.Configure<ClusterLeaseOptions>(static options => (options.LeaseDuration, options.FailFast) = (Lease, false));
            silo.Configure<SiloMessagingOptions>(static options => options.ResponseTimeout = ClusterTest.ResponseTimeout);
            silo.Services.AddSingleton<IClusterTable>(_table);
            _log.AddTo(silo);
        });
        _host = builder.Build();
        await _host.StartAsync().WithPatience();
    }

    public async Task DisposeAsync()
    {
        _table.Fails = false;
        using var atOnce = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _host.StopAsync(atOnce.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _host.Dispose();
    }

    [Fact]
    public async Task Lease_ThatHasRunOut_SuspendsGrainsUntilItIsRenewed()
    {
        var grain = SocketCluster.GrainsOf(_host).GetGrain<IPlacedGrain>(ClusterTest.UniqueKey());
        var activation = await grain.Activation().WithPatience();
        _table.Fails = true;
        Pass(Lease);
        Assert.False(Silo.Lease!.MayStart);
        var call = grain.Activation();
        SpinWait.SpinUntil(() => Silo.Lease!.HasWaiting, ClusterTest.Patience);
        Assert.True(Silo.Lease!.HasWaiting);
        Assert.False(call.IsCompleted);

        _table.Fails = false;
        Pass(Lease / 4);
        Assert.Equal(activation, await call.WithPatience());
    }

    [Fact]
    public async Task Connection_ClosedWhileItWaitsForTheLease_Ends()
    {
        await using var clients = new SocketCluster();
        var client = await clients.StartClient(_host);
        var connection = client.Services.GetRequiredService<ClientRuntime>().Messages.AnyConnected()!;
        _table.Fails = true;
        Pass(Lease);
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
        var grain = SocketCluster.GrainsOf(_host).GetGrain<IPlacedGrain>(ClusterTest.UniqueKey());
        await grain.Activation().WithPatience();
        _table.Fails = true;
        Pass(Lease);
        List<string> overruns = [];
        using var guard = new LeaseGuard(Silo, Silo.Lease!, _time.TimestampFrequency, overruns.Add, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
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
    public async Task Lease_RenewedFourTimesInItsLength_DoesNotRunOut()
    {
        var grain = SocketCluster.GrainsOf(_host).GetGrain<IPlacedGrain>(ClusterTest.UniqueKey());
        Pass(10 * Lease);
        await grain.Activation().WithPatience();
        Assert.True(_table.Rows.Single().Beat >= 40);
    }

    [Fact]
    public async Task Silo_ThatIsRevoked_RunsNothingMore_AndEndsItsHost()
    {
        var ending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(ending.SetResult);
        await _table.RevokeAsync(Silo.Address, CancellationToken.None);
        Pass(Lease / 4);
        Assert.True(Silo.IsFenced);
        await ending.Task.WithPatience();
        await _log.Line("has lost its place in the cluster");
        Assert.Equal(SiloRowState.Stopped, _table.Rows.Single().State);
    }

    [Fact]
    public async Task Stop_OfASiloThatHasLostItsPlace_DoesNotWaitForCallsThatCannotEnd()
    {
        await using var clients = new SocketCluster();
        var client = await clients.StartClient(_host);
        _table.Fails = true;
        Pass(Lease);
        var call = SocketCluster.GrainsOf(client).GetGrain<IPlacedGrain>(ClusterTest.UniqueKey()).Activation();
        SpinWait.SpinUntil(() => Silo.Lease!.HasWaiting, ClusterTest.Patience);
        _table.Fails = false;
        await _table.RevokeAsync(Silo.Address, CancellationToken.None);
        Pass(Lease / 4);
        Assert.True(Silo.IsFenced);
        await _host.Services.GetRequiredService<SiloHost>().StopAsync(CancellationToken.None).WithPatience();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => call.WithPatience());
    }

    [Fact]
    public async Task Member_WhoseBeatStandsStill_IsRemovedAfterItsLease_AndNotBefore()
    {
        await Join(Other, "another host");
        Pass(Lease);
        Assert.True(Silo.View.Contains(Other));
        Pass(Lease / 2);
        Assert.False(Silo.View.Contains(Other));
        Assert.False((await _table.ReadAsync(CancellationToken.None)).View.Contains(Other));
        await _log.Line("Removed from the cluster, as they have surely stopped");
    }

    [Fact]
    public async Task Member_ThatRenews_Stays()
    {
        await Join(Other, "another host");
        for (var number = 0; number < 20; number++)
        {
            Pass(Lease / 4);
            Assert.True((await _table.RenewAsync(Other, Guid.Empty, CancellationToken.None)).IsRenewed);
        }

        Assert.True(Silo.View.Contains(Other));
    }

    [Fact]
    public async Task Member_IsNotRemoved_ByWhatWasSeenBeforeAnOutage()
    {
        await Join(Other, "another host");
        Pass(Lease * 0.75);
        _table.Fails = true;
        Pass(Lease);
        _table.Fails = false;
        Pass(Lease);
        Assert.True(Silo.View.Contains(Other));
        Pass(Lease / 2);
        Assert.False(Silo.View.Contains(Other));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Join_ReplacesAFormerMemberOfItsEndpoint_OnlyOnTheSameHost(bool sameHost)
    {
        var successor = new SiloIdentity(new ClusterMember(SiloAddress.New(Silo.Address.Endpoint, Silo.Address.Generation + 1), "successor", null), Guid.NewGuid(), sameHost ? HostIds.OfThisProcess : "another host");
        using var membership = new ClusterMembership(Silo, _table, ClusterConstants.Default, successor, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        await membership.JoinAsync(CancellationToken.None).WithPatience();
        var view = (await _table.ReadAsync(CancellationToken.None)).View;
        Assert.True(view.Contains(successor.Member.Address));
        Assert.Equal(!sameHost, view.Contains(Silo.Address));
    }

    private async Task Join(SiloAddress silo, string host)
    {
        var view = (await _table.ReadAsync(CancellationToken.None)).View;
        var change = new ClusterChange(view.Next(view.Members.Append(new ClusterMember(silo, "other", null))), Guid.NewGuid()) { Joining = new SiloRow(silo, Guid.Empty, host, 1, SiloRowState.Active) };
        Assert.True(await _table.TryChangeAsync(change, CancellationToken.None));
        Pass(Lease / 4);
    }

    // In steps shorter than the period of any timer that matters, as time passes.
    private void Pass(TimeSpan by)
    {
        for (var passed = TimeSpan.Zero; passed < by; passed += Lease / 8) _time.Advance(Lease / 8);
    }

    /// <summary>A table that answers at once, or not at all.</summary>
    private sealed class FailingTable : IClusterTable
    {
        private readonly InMemoryClusterTable _table = new();

        public bool Fails { get; set; }

        public IEnumerable<SiloRow> Rows => _table.AllRows;

        public Task OpenAsync(ClusterConstants constants, CancellationToken cancellationToken) => Answer(() => _table.OpenAsync(ClusterConstants.Default, cancellationToken));

        public Task<ClusterSnapshot> ReadAsync(CancellationToken cancellationToken) => Answer(() => _table.ReadAsync(cancellationToken));

        public Task<ClusterRenewal> RenewAsync(SiloAddress silo, Guid incarnation, CancellationToken cancellationToken) => Answer(() => _table.RenewAsync(silo, incarnation, cancellationToken));

        public Task<bool> TryChangeAsync(ClusterChange change, CancellationToken cancellationToken) => Answer(() => _table.TryChangeAsync(change, cancellationToken));

        public Task RevokeAsync(SiloAddress silo, CancellationToken cancellationToken) => Answer(() => _table.RevokeAsync(silo, cancellationToken));

        public Task StopAsync(SiloAddress silo, Guid incarnation, CancellationToken cancellationToken) => Answer(() => _table.StopAsync(silo, incarnation, cancellationToken));

        public IDisposable Watch(Action changed) => _table.Watch(changed);

        private T Answer<T>(Func<T> answer) => Fails ? throw new IOException("The table does not answer.") : answer();
    }
}
