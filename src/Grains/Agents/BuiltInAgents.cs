using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansAgents.Grains.Agents.Grocery;
using OrleansAgents.Grains.Agents.Maps;
using OrleansAgents.Grains.Agents.Memory;
using OrleansAgents.Grains.Agents.Mobility;
using OrleansAgents.Grains.Agents.Pay;
using OrleansAgents.Grains.Agents.Shopping;
using OrleansAgents.Grains.Agents.Travel;
using OrleansAgents.Grains.Registry;

namespace OrleansAgents.Grains.Agents;

/// <summary>Registers the agents that are part of the program.</summary>
public static class BuiltInAgents
{
    /// <summary>Adds their manifests and handlers. Their data is read at the start; a mistake in it names the file and the line.</summary>
    public static IServiceCollection AddBuiltInAgents(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton(static _ => BuiltInData.Load());
        services.AddSingleton(static provider => new ProgramManifests(BuiltInManifests.Load(provider.GetRequiredService<BuiltInData>())));
        services.TryAddSingleton<IPreferences, UserPreferences>();
        Add(services, static (data, _) => new MapsAgent(data.Places));
        Add(services, static (data, _) => new GroceryAgent(data.Groceries));
        Add(services, static (_, _) => new PayAgent());
        Add(services, static (data, _) => new ShoppingAgent(data.Shops));
        Add(services, static (data, _) => new TravelAgent(data.Travel, data.Places));
        Add(services, static (data, _) => new MobilityAgent(data.Places));
        Add(services, static (_, provider) => new MemoryAgent(provider.GetRequiredService<IPreferences>()));
        return services;
    }

    /// <summary>The handlers as they are in a silo, but with preferences that live elsewhere.</summary>
    internal static IReadOnlyList<IAgentHandler> Handlers(BuiltInData data, IPreferences preferences) =>
    [
        new MapsAgent(data.Places), new GroceryAgent(data.Groceries), new PayAgent(), new ShoppingAgent(data.Shops), new TravelAgent(data.Travel, data.Places), new MobilityAgent(data.Places),
        new MemoryAgent(preferences),
    ];

    private static void Add(IServiceCollection services, Func<BuiltInData, IServiceProvider, IAgentHandler> make)
        => services.AddSingleton(provider => make(provider.GetRequiredService<BuiltInData>(), provider));
}
