using Azure;
using Azure.Core;
using OrleansAgents.Storage;

namespace Orleans.Configuration;

/// <summary>Grain storage in blobs of an Azure Storage account, one a state.</summary>
public sealed class AzureBlobStorageOptions : AzureStorageOptions
{
#pragma warning disable CA1707 // Orleans' own names.
    public const string DEFAULT_CONTAINER_NAME = "grainstate";
#pragma warning restore CA1707

    /// <summary>The container; made at start if it is missing. 3 to 63 lower-case letters, digits and single hyphens between them.</summary>
    public string ContainerName { get; set; } = DEFAULT_CONTAINER_NAME;

    /// <summary>The largest state, 64 MiB: it is held in memory whole, and sent again at every write.</summary>
    public int StateBytesMax { get; set; } = 64 * 1024 * 1024;

    /// <inheritdoc/>
    public override bool DeleteStateOnClear { get; set; } = true;

    /// <summary>Uses a connection string.</summary>
    public void ConfigureBlobServiceClient(string connectionString) => ConnectionString = connectionString;

    /// <summary>Uses the address of the blob service with a shared access signature as its query.</summary>
    public void ConfigureBlobServiceClient(Uri serviceUri) => ServiceUri = serviceUri;

    /// <summary>Uses the address of the blob service and a token credential.</summary>
    public void ConfigureBlobServiceClient(Uri serviceUri, TokenCredential tokenCredential) => (ServiceUri, Credential) = (serviceUri, tokenCredential);

    /// <summary>Uses the address of the blob service and a shared access signature.</summary>
    public void ConfigureBlobServiceClient(Uri serviceUri, AzureSasCredential azureSasCredential) => (ServiceUri, SasCredential) = (serviceUri, azureSasCredential);
}
