using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Transport;

namespace Orleans.Hosting;

/// <summary>Clusters for development, and what a silo as a whole is told.</summary>
public static class CoreHostingExtensions
{
    /// <summary>A silo for development on this machine. It listens on the loopback address; the membership table is in the memory of the primary silo.</summary>
    /// <param name="primarySiloEndpoint">Of another process's silo whose membership table to use; null for this silo's own.</param>
    public static ISiloBuilder UseLocalhostClustering(this ISiloBuilder builder, int siloPort = EndpointOptions.DEFAULT_SILO_PORT, int gatewayPort = EndpointOptions.DEFAULT_GATEWAY_PORT, IPEndPoint? primarySiloEndpoint = null, string serviceId = "dev", string clusterId = "dev")
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = IPAddress.Loopback;
            options.SiloPort = siloPort;
            options.GatewayPort = gatewayPort;
        });
        builder.Services.Configure<ClusterOptions>(options =>
        {
            options.ServiceId = string.IsNullOrWhiteSpace(serviceId) ? options.ServiceId : serviceId;
            options.ClusterId = string.IsNullOrWhiteSpace(clusterId) ? options.ClusterId : clusterId;
        });
        return builder.UseDevelopmentClustering(primarySiloEndpoint);
    }

    /// <summary>Keeps the membership table in the memory of the primary silo.</summary>
    public static ISiloBuilder UseDevelopmentClustering(this ISiloBuilder builder, IPEndPoint? primarySiloEndpoint) =>
        builder.UseDevelopmentClustering(options => options.PrimarySiloEndpoint = primarySiloEndpoint);

    /// <inheritdoc cref="UseDevelopmentClustering(ISiloBuilder, IPEndPoint?)"/>
    public static ISiloBuilder UseDevelopmentClustering(this ISiloBuilder builder, Action<DevelopmentClusterMembershipOptions> configureOptions) =>
        builder.UseDevelopmentClustering(options => options.Configure(configureOptions));

    /// <inheritdoc cref="UseDevelopmentClustering(ISiloBuilder, IPEndPoint?)"/>
    public static ISiloBuilder UseDevelopmentClustering(this ISiloBuilder builder, Action<OptionsBuilder<DevelopmentClusterMembershipOptions>> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configureOptions);
        configureOptions(builder.Services.AddOptions<DevelopmentClusterMembershipOptions>());
        builder.Services.AddSingleton(static provider =>
        {
            var primary = provider.GetRequiredService<IOptions<DevelopmentClusterMembershipOptions>>().Value.PrimarySiloEndpoint;
            var self = provider.GetRequiredService<SiloDetails>().SiloAddress.Endpoint;
            return primary is null || primary.Equals(self) ? (IClusterTable)new InMemoryClusterTable() : new PrimaryClusterTable(provider.GetRequiredService<SiloRuntime>(), primary);
        });
        return builder;
    }

    /// <summary>A cluster that is this process alone: it opens no port, and its clients are in the process too.</summary>
    public static ISiloBuilder UseInProcessClustering(this ISiloBuilder builder, string serviceId = "dev", string clusterId = "dev")
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseLocalhostClustering(serviceId: serviceId, clusterId: clusterId);
        builder.Services.AddSingleton<ITransport, LoopbackTransport>();
        return builder;
    }
}
