using System.Text.Json;
using Azure;
using Azure.Core;
using Orleans.Runtime;

namespace OrleansAgents.Storage;

/// <summary>
/// Which storage account, with which credential, and how its service is talked to. Give either a connection string, or the address of
/// the service and a credential.
/// </summary>
public abstract class AzureStorageOptions
{
    private protected AzureStorageOptions()
    {
    }

    /// <summary>As the portal shows it; with an account key or a shared access signature, or "UseDevelopmentStorage=true".</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The address of the service, for example https://account.table.core.windows.net; a shared access signature may follow as its query.</summary>
    public Uri? ServiceUri { get; set; }

    /// <summary>Proves who the silo is, for example DefaultAzureCredential of the package Azure.Identity. Tokens travel over https alone.</summary>
    public TokenCredential? Credential { get; set; }

    /// <summary>A shared access signature that may be renewed while the silo runs.</summary>
    public AzureSasCredential? SasCredential { get; set; }

    /// <summary>Retries, the transport and diagnostics of Azure.Core.</summary>
    public AzureStorageClientOptions ClientOptions { get; } = new();

    /// <summary>All tries of one read or write together, 25 s: shorter than the 30 s after which a grain call gives up, so that the caller learns the reason.</summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>The stage of the silo's start at which the table or container is made if it is missing.</summary>
    public int InitStage { get; set; } = ServiceLifecycleStage.ApplicationServices;

    /// <summary>Changes how state is turned into JSON; it concerns this storage alone.</summary>
    public Action<JsonSerializerOptions>? ConfigureJson { get; set; }

    /// <summary>
    /// Whether a cleared state's record is removed, or stays as an empty one. Removed records cost nothing, but an activation that never
    /// saw the record can then make a new one without noticing that another has been there.
    /// </summary>
    public abstract bool DeleteStateOnClear { get; set; }
}

/// <summary>Azure.Core's options with defaults that fit into <see cref="AzureStorageOptions.OperationTimeout"/>.</summary>
public sealed class AzureStorageClientOptions : ClientOptions
{
    public AzureStorageClientOptions()
    {
        Retry.Mode = RetryMode.Exponential;
        Retry.MaxRetries = 5;
        Retry.Delay = TimeSpan.FromMilliseconds(400);
        Retry.MaxDelay = TimeSpan.FromSeconds(5);
        Retry.NetworkTimeout = TimeSpan.FromSeconds(10);
    }
}
