using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Finds storage providers by name and says precisely what is missing.</summary>
internal static class GrainStorageLookup
{
    public static IGrainStorage? Find(IServiceProvider services, string? storageName)
        => string.IsNullOrWhiteSpace(storageName) ? services.GetService<IGrainStorage>() ?? Named(services, ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME) : Named(services, storageName);

    public static BadProviderConfigException Missing(IServiceProvider services, IPersistentStateConfiguration configuration, string grainClass)
    {
        var known = string.Join(", ", services.GetServices<GrainStorageName>().Select(static name => $"'{name.Value}'").Distinct());
        var registered = known.Length == 0 ? "none is registered" : $"registered are {known}";
        return string.IsNullOrWhiteSpace(configuration.StorageName)
            ? new BadProviderConfigException(
                $"Grain class {grainClass} asks for state '{configuration.StateName}' in the default storage '{ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME}', but {registered}. "
                + "Add it to the silo, for example siloBuilder.AddMemoryGrainStorageAsDefault(), or name a registered storage.")
            : new BadProviderConfigException(
                $"Grain class {grainClass} asks for state '{configuration.StateName}' in storage '{configuration.StorageName}', but {registered}. "
                + $"Add it to the silo, for example siloBuilder.AddMemoryGrainStorage(\"{configuration.StorageName}\"), or name a registered storage.");
    }

    private static IGrainStorage? Named(IServiceProvider services, string name) => services.GetKeyedService<IGrainStorage>(name);
}

/// <summary>One registered storage provider's name: keyed services cannot be listed, and the text of failures lists them.</summary>
internal sealed record GrainStorageName(string Value);

/// <summary>Utility functions for grain storage.</summary>
public static class GrainStorageHelpers
{
    /// <summary>The provider of a class that derives from <see cref="Grain{TGrainState}"/>, as its <see cref="StorageProviderAttribute"/> names it.</summary>
    /// <exception cref="BadProviderConfigException">The provider is not registered.</exception>
    public static IGrainStorage GetGrainStorage(Type grainType, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(grainType);
        ArgumentNullException.ThrowIfNull(services);
        var attribute = (StorageProviderAttribute?)Attribute.GetCustomAttribute(grainType, typeof(StorageProviderAttribute), inherit: true);
        return GrainStorageLookup.Find(services, attribute?.ProviderName) ?? throw GrainStorageLookup.Missing(
            services, new PersistentStateConfiguration("state", attribute?.ProviderName, grainType), grainType.FullName ?? grainType.Name);
    }
}
