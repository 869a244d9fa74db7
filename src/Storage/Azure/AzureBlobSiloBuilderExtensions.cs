using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Providers;
using OrleansAgents.Storage;

namespace Orleans.Hosting;

/// <summary>Adds grain storage in blobs of an Azure Storage account.</summary>
public static class AzureBlobSiloBuilderExtensions
{
    /// <summary>Adds blob storage for the states that name no storage.</summary>
    public static ISiloBuilder AddAzureBlobGrainStorageAsDefault(this ISiloBuilder builder, Action<AzureBlobStorageOptions> configureOptions)
        => builder.AddAzureBlobGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

    /// <summary>Adds blob storage under a name.</summary>
    public static ISiloBuilder AddAzureBlobGrainStorage(this ISiloBuilder builder, string name, Action<AzureBlobStorageOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(configureOptions);
        return builder.AddAzureBlobGrainStorage(name, (OptionsBuilder<AzureBlobStorageOptions> options) => options.Configure(configureOptions));
    }

    /// <summary>Adds blob storage for the states that name no storage.</summary>
    public static ISiloBuilder AddAzureBlobGrainStorageAsDefault(this ISiloBuilder builder, Action<OptionsBuilder<AzureBlobStorageOptions>>? configureOptions = null)
        => builder.AddAzureBlobGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

    /// <summary>Adds blob storage under a name.</summary>
    public static ISiloBuilder AddAzureBlobGrainStorage(this ISiloBuilder builder, string name, Action<OptionsBuilder<AzureBlobStorageOptions>>? configureOptions = null)
        => AzureStorageRegistration.Add(builder, name, AzureBlobGrainStorageFactory.Create, configureOptions);
}
