using Microsoft.Extensions.DependencyInjection;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Registry;

namespace OrleansAgents.Grains.Understanding;

/// <summary>Registers understanding and planning by rules.</summary>
public static class RuleMindServices
{
    /// <summary>Adds <see cref="IUnderstanding"/> and <see cref="IPlanner"/> that need no language model, and the <see cref="ManifestModels"/> that both share.</summary>
    public static IServiceCollection AddRuleMind(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<ManifestModels>();
        services.AddSingleton<IManifestPreparation>(static provider => provider.GetRequiredService<ManifestModels>());
        services.AddSingleton<IUnderstanding, RuleUnderstanding>();
        services.AddSingleton<IPlanner, RulePlanner>();
        return services;
    }
}
