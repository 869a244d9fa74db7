using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansAgents.Storage.Tests;

/// <summary>What fits into an entity, and what does not.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzureStateSizeTests(AzuriteServer server)
{
    private static readonly GrainId Grain = GrainId.Create("document", "1");

    /// <summary>A JSON text has two quotes around it.</summary>
    private static int LettersMax => AzureTableEntity.StateBytesMax - 2;

    [Theory]
    [InlineData(32 * 1024 - 2)]
    [InlineData(32 * 1024 - 1)]
    [InlineData(15 * (32 * 1024 - 1) - 2)]
    [InlineData(15 * (32 * 1024 - 1) - 1)]
    public async Task Table_StateAtABoundary_IsReadBackWhole(int letters) => await AssertTableRoundTripAsync(new string('x', letters));

    [Fact]
    public async Task Table_LargestState_IsReadBackWhole() => await AssertTableRoundTripAsync(new string('x', LettersMax));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public async Task Table_PairsOfSurrogates_AreNotCut(string before)
        => await AssertTableRoundTripAsync(before + string.Concat(Enumerable.Repeat("🐎", 60_000)));

    [Fact]
    public async Task Table_StateAboveTheEntity_IsRefusedNamingBlobStorage()
    {
        var storage = await AzureFixture.OpenAsync(AzureFixture.TableOptions(server));
        GrainState<string> state = new(new string('x', LettersMax + 1));

        var failure = await Assert.ThrowsAsync<AzureStateTooLargeException>(() => storage.WriteStateAsync("text", Grain, state));

        Assert.Contains("983,041 bytes", failure.Message, StringComparison.Ordinal);
        Assert.Contains("AddAzureBlobGrainStorage", failure.Message, StringComparison.Ordinal);
        Assert.Null(state.ETag);
        await storage.ReadStateAsync("text", Grain, state);
        Assert.False(state.RecordExists);
    }

    [Fact]
    public async Task Blob_StateAboveTheOption_IsRefusedByName()
    {
        var options = AzureFixture.BlobOptions(server);
        options.StateBytesMax = 100;
        var storage = await AzureFixture.OpenAsync(options);
        await storage.WriteStateAsync("text", Grain, new GrainState<string>(new string('x', 98)));

        var failure = await Assert.ThrowsAsync<AzureStateTooLargeException>(() => storage.WriteStateAsync("other", Grain, new GrainState<string>(new string('x', 99))));

        Assert.Contains("AzureBlobStorageOptions.StateBytesMax of 'test' is 100", failure.Message, StringComparison.Ordinal);
    }

    private async Task AssertTableRoundTripAsync(string text)
    {
        var storage = await AzureFixture.OpenAsync(AzureFixture.TableOptions(server));
        await storage.WriteStateAsync("text", Grain, new GrainState<string>(text));
        GrainState<string> read = new();

        await storage.ReadStateAsync("text", Grain, read);

        Assert.Equal(text, read.State);
    }
}
