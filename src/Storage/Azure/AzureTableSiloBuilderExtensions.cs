using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Providers;
using OrleansAgents.Storage;

namespace Orleans.Hosting;

/// <summary>Adds grain storage in a table of an Azure Storage account.</summary>
public static class AzureTableSiloBuilderExtensions
{
    /// <summary>Adds table storage for the states that name no storage.</summary>
    public static ISiloBuilder AddAzureTableGrainStorageAsDefault(this ISiloBuilder builder, Action<AzureTableStorageOptions> configureOptions)
        => builder.AddAzureTableGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

    /// <summary>Adds table storage under a name.</summary>
    public static ISiloBuilder AddAzureTableGrainStorage(this ISiloBuilder builder, string name, Action<AzureTableStorageOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(configureOptions);
        return builder.AddAzureTableGrainStorage(name, (OptionsBuilder<AzureTableStorageOptions> options) => options.Configure(configureOptions));
    }

    /// <summary>Adds table storage for the states that name no storage.</summary>
    public static ISiloBuilder AddAzureTableGrainStorageAsDefault(this ISiloBuilder builder, Action<OptionsBuilder<AzureTableStorageOptions>>? configureOptions = null)
        => builder.AddAzureTableGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

    /// <summary>Adds table storage under a name.</summary>
    public static ISiloBuilder AddAzureTableGrainStorage(this ISiloBuilder builder, string name, Action<OptionsBuilder<AzureTableStorageOptions>>? configureOptions = null)
        => AzureStorageRegistration.Add(builder, name, AzureTableGrainStorageFactory.Create, configureOptions);
}
