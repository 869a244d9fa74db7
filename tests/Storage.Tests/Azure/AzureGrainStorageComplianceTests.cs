using Orleans.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

/// <summary>Cleared records stay, as is the default for tables.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzureTableGrainStorageComplianceTests(AzuriteServer server) : GrainStorageCompliance
{
    protected override async Task<IGrainStorage> OpenAsync() => await AzureFixture.OpenAsync(AzureFixture.TableOptions(server));
}

/// <summary>Cleared records are removed, as is the default for blobs.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzureBlobGrainStorageComplianceTests(AzuriteServer server) : GrainStorageCompliance
{
    protected override bool KeepsClearedRecords => false;

    protected override async Task<IGrainStorage> OpenAsync() => await AzureFixture.OpenAsync(AzureFixture.BlobOptions(server));
}
