using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;
using OrleansAgents.Runtime.Tests.Clusters;
using OrleansAgents.Runtime.Tests.Transport;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests.Leases;

/// <summary>A silo with a lease of two seconds, on a clock that the test moves and a table that the test can take away.</summary>
internal sealed class LeasedSilo : IAsyncDisposable
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    private LeasedSilo(IHost host, ManualTimeProvider time, FailingTable table, LogLines log) => (Host, Time, Table, Log) = (host, time, table, log);

    public IHost Host { get; }

    public ManualTimeProvider Time { get; }

    public FailingTable Table { get; }

    public LogLines Log { get; }

    public SiloRuntime Runtime => SocketCluster.RuntimeOf(Host);

    public IGrainFactory Grains => SocketCluster.GrainsOf(Host);

    public static async Task<LeasedSilo> Start(Action<ClusterLeaseOptions> configure)
    {
        var (time, table, log) = (new ManualTimeProvider(), new FailingTable(), new LogLines());
        var (siloPort, gatewayPort) = SocketCluster.FreePorts();
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort, gatewayPort);
            silo.Configure<ClusterLeaseOptions>(options =>
            {
                (options.LeaseDuration, options.FailFast) = (Lease, false);
                configure(options);
            });
            silo.Configure<SiloMessagingOptions>(static options => options.ResponseTimeout = ClusterTest.ResponseTimeout);
            silo.Services.AddSingleton<IClusterTable>(table);
            log.AddTo(silo);
        });
        var host = builder.Build();
        await host.StartAsync().WithPatience();
        return new LeasedSilo(host, time, table, log);
    }

    /// <summary>Lets time pass, in steps shorter than the period of any timer of the lease that matters.</summary>
    public void Pass(TimeSpan by, Action? eachStep = null)
    {
        for (var passed = TimeSpan.Zero; passed < by; passed += Lease / 8)
        {
            Time.Advance(Lease / 8);
            eachStep?.Invoke();
        }
    }

    /// <summary>Adds a member that only the table knows.</summary>
    public async Task Join(SiloAddress silo, string host)
    {
        var view = (await Table.ReadAsync(CancellationToken.None)).View;
        var change = new ClusterChange(view.Next(view.Members.Append(new ClusterMember(silo, "other", null))), Guid.NewGuid()) { Joining = new SiloRow(silo, Guid.Empty, host, 1, SiloRowState.Active) };
        Assert.True(await Table.TryChangeAsync(change, CancellationToken.None));
        Pass(Lease / 4);
    }

    /// <summary>Has such a member renew its lease.</summary>
    public async Task<bool> Renew(SiloAddress silo) => (await Table.RenewAsync(silo, Guid.Empty, CancellationToken.None)).IsRenewed;

    public async ValueTask DisposeAsync()
    {
        Table.Fails = false;
        using var atOnce = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var stopping = Host.StopAsync(atOnce.Token);
        while (!stopping.IsCompleted)
        {
            // Whom the silo waits for is nobody, and its waiting ends when time passes.
            Time.Advance(Lease / 8);
            await Task.Yield();
        }

        await stopping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Host.Dispose();
    }
}

/// <summary>A table that answers at once, or not at all.</summary>
internal sealed class FailingTable : IClusterTable
{
    private readonly InMemoryClusterTable _table = new();

    public bool Fails { get; set; }

    /// <summary>What happens between the look of whoever changes a view and the change.</summary>
    public Action? BeforeChange { get; set; }

    public IEnumerable<SiloRow> Rows => _table.AllRows;

    public Task OpenAsync(ClusterConstants constants, CancellationToken cancellationToken) => Answer(() => _table.OpenAsync(ClusterConstants.Default, cancellationToken));

    public Task<ClusterSnapshot> ReadAsync(CancellationToken cancellationToken) => Answer(() => _table.ReadAsync(cancellationToken));

    public Task<ClusterRenewal> RenewAsync(SiloAddress silo, Guid incarnation, CancellationToken cancellationToken) => Answer(() => _table.RenewAsync(silo, incarnation, cancellationToken));

    public Task<bool> TryChangeAsync(ClusterChange change, CancellationToken cancellationToken) => Answer(() =>
    {
        BeforeChange?.Invoke();
        return _table.TryChangeAsync(change, cancellationToken);
    });

    public Task RevokeAsync(SiloAddress silo, SiloAddress by, CancellationToken cancellationToken) => Answer(() => _table.RevokeAsync(silo, by, cancellationToken));

    public Task StopAsync(SiloAddress silo, Guid incarnation, CancellationToken cancellationToken) => Answer(() => _table.StopAsync(silo, incarnation, cancellationToken));

    public IDisposable Watch(Action changed) => _table.Watch(changed);

    private T Answer<T>(Func<T> answer) => Fails ? throw new IOException("The table does not answer.") : answer();
}
