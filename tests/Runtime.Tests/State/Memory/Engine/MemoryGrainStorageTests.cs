using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansAgents.Runtime.Tests.State;

[Promise("T2")]
public sealed class MemoryGrainStorageTests
{
    private static readonly GrainId Grain = GrainId.Create("document", "1");

    [Fact]
    public async Task Write_AfterTheRecordsWereLost_IsAccepted()
    {
        Dictionary<string, MemoryStorages.StorageGrainStub> grains = [];
        var storage = MemoryStorages.Make(grains: grains);
        GrainState<string> state = new("before");
        await storage.WriteStateAsync("s", Grain, state);
        var before = state.ETag;
        foreach (var grain in grains.Values)
        {
            grain.Table = new MemoryRecordTable(2000);
        }

        state.State = "after";
        await storage.WriteStateAsync("s", Grain, state);

        Assert.NotEqual(before, state.ETag);
        GrainState<string> read = new();
        await storage.ReadStateAsync("s", Grain, read);
        Assert.Equal("after", read.State);
    }

    [Fact]
    public async Task Records_OfTwoStorages_AreApart()
    {
        Dictionary<string, MemoryStorages.StorageGrainStub> grains = [];
        var one = MemoryStorages.Make("one", grains);
        var two = MemoryStorages.Make("two", grains);

        await one.WriteStateAsync("s", Grain, new GrainState<string>("of one"));

        GrainState<string> read = new();
        await two.ReadStateAsync("s", Grain, read);
        Assert.False(read.RecordExists);
    }

    [Fact]
    public void Table_Moved_KeepsRecordsTombstonesAndTheSequence()
    {
        MemoryRecordKey live = new("m", "s", Grain), cleared = new("m", "t", Grain);
        MemoryRecordTable old = new(5000);
        var liveETag = old.Write(live, null, [1]).ETag;
        var clearedETag = old.Clear(cleared, old.Write(cleared, null, [2]).ETag).ETag;

        MemoryRecordTable moved = new(10);
        moved.Load(old.Save());

        Assert.Equal(liveETag, moved.Read(live).ETag);
        Assert.Equal(new MemoryRecord(null, clearedETag), moved.Read(cleared));
        Assert.True(long.Parse(moved.Write(live, liveETag, [3]).ETag!) > long.Parse(clearedETag!));
        Assert.False(moved.Write(cleared, null, [4]).IsAccepted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Options_NoStorageGrains_AreRefused(int count)
    {
        var failure = Assert.Throws<OrleansConfigurationException>(new MemoryGrainStorageOptionsValidator(new MemoryGrainStorageOptions { NumStorageGrains = count }, "carts").ValidateConfiguration);

        Assert.Contains("NumStorageGrains of storage 'carts'", failure.Message, StringComparison.Ordinal);
    }
}
