using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace OrleansAgents.Storage;

/// <summary>Makes table storage with the options that were configured under its name.</summary>
public static class AzureTableGrainStorageFactory
{
    /// <summary>Makes the storage; nothing is sent before the silo starts.</summary>
    public static AzureGrainStorage Create(IServiceProvider services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.GetRequiredService<IOptionsMonitor<AzureTableStorageOptions>>().Get(name);
        return AzureGrainStorage.Create(services, name, options, new AzureTableRecords(options, name, AzureGrainStorage.TimeOf(services)));
    }
}

/// <summary>Makes blob storage with the options that were configured under its name.</summary>
public static class AzureBlobGrainStorageFactory
{
    /// <summary>Makes the storage; nothing is sent before the silo starts.</summary>
    public static AzureGrainStorage Create(IServiceProvider services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.GetRequiredService<IOptionsMonitor<AzureBlobStorageOptions>>().Get(name);
        return AzureGrainStorage.Create(services, name, options, new AzureBlobRecords(options, name, AzureGrainStorage.TimeOf(services)));
    }
}
