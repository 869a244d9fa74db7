using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Transport;
using Orleans.Serialization;

namespace Orleans.Hosting;

/// <summary>Everything that a client is made of.</summary>
internal static class ClientServices
{
    public static void Add(IServiceCollection services)
    {
        OrleansServices.AddCommon(services);
        services.TryAddSingleton<IShardTable, InMemoryShardTable>();
        services.TryAddSingleton(static provider =>
        {
            var cluster = provider.GetRequiredService<IOptions<ClusterOptions>>().Value;
            var messaging = provider.GetRequiredService<IOptions<ClientMessagingOptions>>().Value;
            var client = new ClientRuntime(
                OrleansServices.CallServices(provider, messaging.ResponseTimeout),
                new NodeIdentity(cluster.ClusterId, cluster.ServiceId, null, $"client-{provider.GetRequiredService<IdSource>().NewGuid():N}"),
                provider.GetRequiredService<GrainInterfaceCatalog>(),
                provider.GetRequiredService<GrainClassCatalog>(),
                provider.GetRequiredService<ITransport>(),
                provider.GetRequiredService<IShardTable>(),
                ShardMap.ShardsDefault,
                OrleansServices.Limits(messaging),
                provider.GetRequiredService<ILoggerFactory>().CreateLogger("Orleans.Runtime.Client"));
            provider.GetRequiredService<CodecCatalog>().GrainReferences = new HostedGrainReferences(client.References);
            return client;
        });
        services.TryAddSingleton<IGrainFactory>(static provider => provider.GetRequiredService<ClientRuntime>().GrainFactory);
        services.TryAddSingleton<IClusterClient>(static provider => new HostedClient(provider.GetRequiredService<ClientRuntime>().GrainFactory, provider));
        services.AddHostedService<ClientHost>();
    }

    private sealed class ClientHost(ClientRuntime client, IEnumerable<IConfigurationValidator> validators) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            foreach (var validator in validators) validator.ValidateConfiguration();
            return client.StartAsync(cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            client.Dispose();
            return Task.CompletedTask;
        }
    }
}
