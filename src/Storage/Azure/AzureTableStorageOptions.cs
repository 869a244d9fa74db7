using Azure;
using Azure.Core;
using OrleansAgents.Storage;

namespace Orleans.Configuration;

/// <summary>Grain storage in a table of an Azure Storage account; at most 960 KiB a state.</summary>
public sealed class AzureTableStorageOptions : AzureStorageOptions
{
#pragma warning disable CA1707 // Orleans' own names.
    public const string DEFAULT_TABLE_NAME = "OrleansGrainState";
#pragma warning restore CA1707

    /// <summary>The table; made at start if it is missing. 3 to 63 letters and digits, the first one a letter.</summary>
    public string TableName { get; set; } = DEFAULT_TABLE_NAME;

    /// <inheritdoc/>
    public override bool DeleteStateOnClear { get; set; }

    /// <summary>Uses a connection string.</summary>
    public void ConfigureTableServiceClient(string connectionString) => ConnectionString = connectionString;

    /// <summary>Uses the address of the table service with a shared access signature as its query.</summary>
    public void ConfigureTableServiceClient(Uri serviceUri) => ServiceUri = serviceUri;

    /// <summary>Uses the address of the table service and a token credential.</summary>
    public void ConfigureTableServiceClient(Uri serviceUri, TokenCredential tokenCredential) => (ServiceUri, Credential) = (serviceUri, tokenCredential);

    /// <summary>Uses the address of the table service and a shared access signature.</summary>
    public void ConfigureTableServiceClient(Uri serviceUri, AzureSasCredential azureSasCredential) => (ServiceUri, SasCredential) = (serviceUri, azureSasCredential);
}
