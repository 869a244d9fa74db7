using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Membership;
using OrleansAgents.Runtime.Tests.Clusters;

namespace OrleansAgents.Runtime.Tests.Transport;

/// <summary>Silos and clients of one process that talk over real sockets on the loopback address.</summary>
internal sealed class SocketCluster : IAsyncDisposable
{
    private readonly List<IHost> _hosts = [];
    private IPEndPoint? _primary;

    /// <summary>Applied to every silo that starts from here on.</summary>
    public Action<ISiloBuilder>? ConfigureSilo { get; set; }

    /// <summary>Applied to every client that starts from here on.</summary>
    public Action<IClientBuilder>? ConfigureClient { get; set; }

    public LogLines Log { get; } = new();

    public static SocketCluster Of(Action<ISiloBuilder> configureSilo) => new() { ConfigureSilo = configureSilo };

    public static SiloRuntime RuntimeOf(IHost silo) => silo.Services.GetRequiredService<SiloRuntime>();

    public static IGrainFactory GrainsOf(IHost node) => node.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Ports that were free a moment ago.</summary>
    public static (int Silo, int Gateway) FreePorts()
    {
        using TcpListener silo = new(IPAddress.Loopback, 0), gateway = new(IPAddress.Loopback, 0);
        silo.Start();
        gateway.Start();
        return (((IPEndPoint)silo.LocalEndpoint).Port, ((IPEndPoint)gateway.LocalEndpoint).Port);
    }

    /// <summary>The first silo keeps the table of all.</summary>
    public async Task<IHost> StartSilo()
    {
        // Another process may take a port between the look and the use.
        for (var attempt = 0; ; attempt++)
        {
            var (siloPort, gatewayPort) = FreePorts();
            var silo = MakeSilo(siloPort, gatewayPort);
            try
            {
                await silo.StartAsync().WithPatience();
                _primary ??= new IPEndPoint(IPAddress.Loopback, siloPort);
                return silo;
            }
            catch (IOException) when (attempt < 5)
            {
                // Tried again with other ports.
            }
        }
    }

    public IHost MakeSilo(int siloPort, int gatewayPort, string clusterId = "dev")
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort, gatewayPort, _primary, "dev", clusterId);
            silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = ClusterTest.ResponseTimeout);

            // Longer than a machine that is busy keeps a thread waiting.
            silo.Configure<ClusterLeaseOptions>(options => (options.LeaseDuration, options.FailFast) = (TimeSpan.FromSeconds(20), false));
            Log.AddTo(silo);
            ConfigureSilo?.Invoke(silo);
        });
        return Keep(builder.Build());
    }

    public async Task<IHost> StartClient(IHost silo)
    {
        var client = MakeClient(GatewayOf(silo).Port);
        await client.StartAsync().WithPatience();
        return client;
    }

    public IHost MakeClient(int gatewayPort, string clusterId = "dev")
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(gatewayPort, "dev", clusterId);
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = ClusterTest.ResponseTimeout);
            ConfigureClient?.Invoke(client);
        });
        return Keep(builder.Build());
    }

    public static IPEndPoint GatewayOf(IHost silo) => silo.Services.GetRequiredService<ILocalSiloDetails>().GatewayAddress.Endpoint;

    public static IPEndPoint SiloPortOf(IHost silo) => silo.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.Endpoint;

    /// <summary>A grain that is active on a silo.</summary>
    public static async Task<TGrain> GrainOn<TGrain>(IHost caller, IHost silo)
        where TGrain : ILocatedGrain
    {
        while (true)
        {
            var grain = GrainsOf(caller).GetGrain<TGrain>(ClusterTest.UniqueKey());
            if (await grain.Where().WithPatience() == RuntimeOf(silo).Address) return grain;
        }
    }

    /// <summary>A call that runs on a silo until its gate is released.</summary>
    public static async Task<(IPlacedGrain Grain, string Gate, Task Held)> HeldCall(IHost caller, IHost silo)
    {
        var (grain, gate) = (await GrainOn<IPlacedGrain>(caller, silo), ClusterTest.UniqueKey());
        var held = grain.Hold(gate);
        await Waypoint.Entered(gate);
        return (grain, gate, held);
    }

    /// <summary>Takes a silo out of the cluster, as a member does that has found its lease ended.</summary>
    public static async Task Remove(IHost by, IHost removed)
    {
        var table = by.Services.GetRequiredService<IClusterTable>();
        var address = RuntimeOf(removed).Address;
        var view = (await table.ReadAsync(CancellationToken.None)).View;
        Assert.True(await table.TryChangeAsync(new ClusterChange(view.Without(address), Guid.NewGuid()) { Stopped = [address] }, CancellationToken.None));
        await RuntimeOf(by).RefreshViewAsync();
    }

    /// <summary>Completes when a silo and all that it knows follow a view of so many members, and the silo serves its share.</summary>
    public static async Task WhenViewHas(IHost silo, int members)
    {
        var runtime = RuntimeOf(silo);
        while (true)
        {
            var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            runtime.PlacementChanged += changed.SetResultOnce;
            if (runtime.View.Members.Length == members) return;
            await changed.Task.WithPatience();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The primary last, since the others need its table to leave.
        foreach (var host in _hosts.AsEnumerable().Reverse())
        {
            try
            {
                await host.StopAsync().WithPatience();
            }
            catch (Exception failure) when (failure is OrleansException or IOException or InvalidOperationException or ArgumentNullException)
            {
                // A node that a test has broken stops as well as it can; one that never started cannot be stopped.
            }

            host.Dispose();
        }
    }

    private IHost Keep(IHost host)
    {
        _hosts.Add(host);
        return host;
    }
}

internal static class CompletionExtensions
{
    public static void SetResultOnce(this TaskCompletionSource source) => source.TrySetResult();
}
