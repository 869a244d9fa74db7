using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime;
using OrleansAgents.Drill.Running;
using OrleansAgents.Drill.Silos;

namespace OrleansAgents.Drill.Probing;

/// <summary>The client that calls. As a gateway does, it meets the silos in the store.</summary>
internal sealed class DrillClient : IDisposable
{
    private readonly IHost _host;

    private DrillClient(IHost host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public required ConnectionLosses Losses { get; init; }

    public static async Task<DrillClient> ConnectAsync(DrillCluster cluster, CancellationToken cancellationToken)
    {
        ConnectionLosses losses = new();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            client.UseStore(cluster.Store.Kind, cluster.Store.Data, cluster.Secret);
            client.Configure<ClientMessagingOptions>(static messaging => messaging.ResponseTimeout = Prober.Deadline);
            client.AddClusterConnectionStatusObserver(losses);
        });
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new DrillClient(host) { Losses = losses };
    }

    /// <summary>Frames that all silos have received so far, of clients and of one another.</summary>
    public async Task<long> ReceivedBySilosAsync()
    {
        var management = Grains.GetGrain<IManagementGrain>(0);
        var silos = await management.GetHosts(onlyActive: true);
        return (await management.GetRuntimeStatistics([.. silos.Keys])).Sum(static silo => silo.ReceivedMessages);
    }

    public void Dispose() => _host.Dispose();
}
