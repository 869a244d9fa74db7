using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansAgents.Grains.Registry;

namespace Orleans.Hosting;

/// <summary>Adds to a client of the cluster what reads the assistant without a call.</summary>
public static class AssistantClientBuilderExtensions
{
    /// <summary>Adds a copy of the agents' manifests, kept up to date as silos keep theirs. The agents that are part of the program are the caller's to add.</summary>
    public static IClientBuilder AddAssistant(this IClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        var services = client.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ManifestSource>();
        services.TryAddSingleton<IManifestSource>(static provider => provider.GetRequiredService<ManifestSource>());
        services.AddHostedService(static provider => provider.GetRequiredService<ManifestSource>());
        return client;
    }
}
