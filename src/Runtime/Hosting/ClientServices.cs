using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Connections.Security;
using Orleans.Runtime;
using Orleans.Runtime.Membership;
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
        services.TryAddSingleton<IClusterTable, InMemoryClusterTable>();
        services.TryAddSingleton<IViewSource>(static provider => new TableViewSource(provider.GetRequiredService<IClusterTable>()));
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
                provider.GetRequiredService<IViewSource>(),
                ShardMap.ShardsDefault,
                OrleansServices.Limits(provider, messaging),
                ClusterSecurity.SecretOf(provider),
                provider.GetRequiredService<ILoggerFactory>().CreateLogger("Orleans.Runtime.Client"))
            {
                Status = new ClientConnectionStatus(
                    new Lazy<IClusterConnectionStatusObserver[]>(() => [.. provider.GetServices<IClusterConnectionStatusObserver>()]),
                    provider.GetRequiredService<ILogger<ClientConnectionStatus>>()),
            };
            provider.GetRequiredService<CodecCatalog>().GrainReferences = new HostedGrainReferences(client.References);
            return client;
        });
        services.TryAddSingleton<IGrainFactory>(static provider => provider.GetRequiredService<ClientRuntime>().GrainFactory);
        services.TryAddSingleton<IClusterClient>(static provider => new HostedClient(provider.GetRequiredService<ClientRuntime>().GrainFactory, provider));
        services.AddHostedService(static provider =>
        {
            OrleansServices.Validate(provider);
            return new ClientHost(provider.GetRequiredService<ClientRuntime>(), provider.GetService<IClientConnectionRetryFilter>());
        });
        services.AddSingleton<IConfigurationValidator, ClientMessagingOptionsValidator>();
        services.AddSingleton<IConfigurationValidator, GatewayOptionsValidator>();
        services.AddSingleton<IConfigurationValidator, StaticGatewayListProviderOptionsValidator>();
        OrleansServices.AddSecurityValidator(services);
    }

    /// <summary>Connects and disconnects with the host. Whether and when a failed attempt is repeated is for the application's filter to say; without one the first failure is the host's.</summary>
    private sealed class ClientHost(ClientRuntime client, IClientConnectionRetryFilter? filter) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                try
                {
                    await client.StartAsync(cancellationToken);
                    return;
                }
                catch (Exception failure) when (filter is not null && !cancellationToken.IsCancellationRequested)
                {
                    if (!await filter.ShouldRetryConnectionAttempt(failure, cancellationToken)) throw;
                }
            }
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            client.Dispose();
            return Task.CompletedTask;
        }
    }
}
