using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

/// <summary>Silos with their state in Azure, as a host registers them.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzureClusterTests(AzuriteServer server)
{
    private const string Key = "1";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task State_SurvivesTheClusterWithinItsService(bool table)
    {
        AzureStorageOptions storage = table ? AzureFixture.TableOptions(server) : AzureFixture.BlobOptions(server);
        await using (var first = await DeployAsync(storage))
        {
            await first.Client.GetGrain<INoteGrain>(Key).Write("kept");
        }

        await using var second = await DeployAsync(storage);
        await using var otherService = await DeployAsync(storage, "other");

        Assert.Equal("kept", await second.Client.GetGrain<INoteGrain>(Key).Read());
        Assert.Equal("", await otherService.Client.GetGrain<INoteGrain>(Key).Read());
    }

    [Fact]
    public async Task Write_OutcomeUnknown_NextCallSeesWhatIsStored()
    {
        await using var proxy = await HttpFaultProxy.StartAsync(server.Blobs);
        await using var cluster = await DeployAsync(AzureFixture.BlobOptions(server, proxy.Address));
        var grain = cluster.Client.GetGrain<INoteGrain>(Key);
        await grain.Write("stored");

        // The server never hears of it, but the silo cannot know that.
        proxy.Plan("PUT", [HttpFault.CutBefore, HttpFault.CutBefore, HttpFault.CutBefore, HttpFault.CutBefore]);
        await Assert.ThrowsAsync<AzureWriteOutcomeUnknownException>(() => grain.Write("lost"));

        Assert.Equal("stored", await grain.Read());
    }

    [Fact]
    public async Task Deploy_WithAWrongKey_FailsByTheSettingsName()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => DeployAsync(AzureFixture.TableOptions(server, key: "d3JvbmcgYnV0IHdlbGwgZm9ybWVkIGtleQ==")));

        Assert.Contains(nameof(AzureStorageCredentialException), failure.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{nameof(AzureTableStorageOptions)}.ConnectionString", failure.ToString(), StringComparison.Ordinal);
    }

    private static async Task<InProcessTestCluster> DeployAsync(AzureStorageOptions storage, string serviceId = "notes")
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ServiceId = serviceId;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.UseInMemoryReminderService();
            if (storage is AzureTableStorageOptions table)
            {
                silo.AddAzureTableGrainStorageAsDefault(options =>
                {
                    Copy(table, options);
                    options.TableName = table.TableName;
                });
            }
            else
            {
                silo.AddAzureBlobGrainStorageAsDefault(options =>
                {
                    Copy(storage, options);
                    options.ContainerName = ((AzureBlobStorageOptions)storage).ContainerName;
                });
            }
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    private static void Copy(AzureStorageOptions from, AzureStorageOptions to)
    {
        AzureFixture.Quick(to);
        to.ConnectionString = from.ConnectionString;
    }
}
