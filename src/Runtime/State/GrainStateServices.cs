using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>What a silo needs for the persistent state of its grains, whatever the storage.</summary>
internal static class GrainStateServices
{
    public static IServiceCollection AddGrainState(this IServiceCollection services)
    {
        services.TryAddSingleton<PersistentStateFactory>();
        services.TryAddSingleton<IPersistentStateFactory>(static provider => provider.GetRequiredService<PersistentStateFactory>());
        services.TryAddSingleton<IAttributeToFactoryMapper<PersistentStateAttribute>, PersistentStateAttributeMapper>();
        return services;
    }
}
