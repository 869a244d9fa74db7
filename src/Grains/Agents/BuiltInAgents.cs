using Microsoft.Extensions.DependencyInjection;
using OrleansAgents.Grains.Agents.Grocery;
using OrleansAgents.Grains.Agents.Maps;
using OrleansAgents.Grains.Agents.Pay;
using OrleansAgents.Grains.Registry;

namespace OrleansAgents.Grains.Agents;

/// <summary>Registers the agents that are part of the program.</summary>
public static class BuiltInAgents
{
    /// <summary>Adds their manifests and handlers. Their data is read at the start; a mistake in it names the file and the line.</summary>
    public static IServiceCollection AddBuiltInAgents(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton(static _ => PlaceCatalog.Load());
        services.AddSingleton(static _ => GroceryCatalog.Load());
        services.AddSingleton(static provider => new ProgramManifests(
            BuiltInManifests.Load(provider.GetRequiredService<PlaceCatalog>(), provider.GetRequiredService<GroceryCatalog>())));
        services.AddSingleton<IAgentHandler, MapsAgent>();
        services.AddSingleton<IAgentHandler, GroceryAgent>();
        services.AddSingleton<IAgentHandler, PayAgent>();
        return services;
    }
}
