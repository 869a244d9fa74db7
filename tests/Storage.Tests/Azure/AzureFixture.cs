using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

/// <summary>Makes storages on a server, each with a table or container of its own unless a test names one.</summary>
internal static class AzureFixture
{
    /// <summary>Loopback, whatever proxy the environment names.</summary>
    private static readonly HttpPipelineTransport Transport = new HttpClientTransport(new HttpClient(new SocketsHttpHandler { UseProxy = false }));

    public static AzureTableStorageOptions TableOptions(AzuriteServer server, Uri? tables = null, string? key = null)
        => Quick(new AzureTableStorageOptions
        {
            ConnectionString = ConnectionString(tables ?? server.Tables, server.Blobs, key),
            TableName = $"t{Guid.NewGuid():N}",
        });

    public static AzureBlobStorageOptions BlobOptions(AzuriteServer server, Uri? blobs = null, string? key = null)
        => Quick(new AzureBlobStorageOptions
        {
            ConnectionString = ConnectionString(server.Tables, blobs ?? server.Blobs, key),
            ContainerName = $"c{Guid.NewGuid():N}",
        });

    public static async Task<AzureGrainStorage> OpenAsync(AzureStorageOptions options, TimeProvider? time = null)
    {
        var storage = Make(options, time);
        await storage.StartAsync(CancellationToken.None);
        return storage;
    }

    public static AzureGrainStorage Make(AzureStorageOptions options, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        AzureRecords records = options is AzureTableStorageOptions table
            ? new AzureTableRecords(table, "test", time)
            : new AzureBlobRecords((AzureBlobStorageOptions)options, "test", time);
        return new AzureGrainStorage(
            "test", options, records, new GrainStateJson(new NoTypes(), GrainFactoryStub.None), "service", NullLogger<AzureGrainStorage>.Instance);
    }

    /// <summary>Tries follow one another at once, and nothing gives up early on a busy machine.</summary>
    public static TOptions Quick<TOptions>(TOptions options)
        where TOptions : AzureStorageOptions
    {
        options.ClientOptions.Transport = Transport;
        options.ClientOptions.Retry.Mode = RetryMode.Fixed;
        options.ClientOptions.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.ClientOptions.Retry.MaxRetries = 3;
        options.ClientOptions.Retry.NetworkTimeout = TimeSpan.FromMinutes(2);
        options.OperationTimeout = TimeSpan.FromMinutes(4);
        return options;
    }

    private static string ConnectionString(Uri tables, Uri blobs, string? key)
        => key is null ? AzuriteServer.ConnectionString(tables, blobs) : AzuriteServer.ConnectionString(tables, blobs, key);

    private sealed class NoTypes : IStateTypes
    {
        public IEnumerable<Type> Types => [];

        public string NameOf(Type type) => type.Name;
    }
}
