using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansAgents.TestKit;

/// <summary>
/// What every grain storage must do. A provider's tests derive from this class; what only one provider promises is tested beside it.
/// </summary>
public abstract class GrainStorageCompliance : IAsyncLifetime
{
    private const string StateName = "document";

    /// <summary>Keeps the records of a test apart from those of others: a provider may keep one store for all of them.</summary>
    private readonly string _run;
    private readonly GrainId _grain;

    protected GrainStorageCompliance()
    {
        _run = Guid.NewGuid().ToString("N");
        _grain = GrainId.Create("document", $"42/a b/ü/{_run}");
    }

    protected IGrainStorage Storage { get; private set; } = null!;

    /// <summary>False for a storage that removes cleared records, and so cannot tell a state that was cleared from one that never was.</summary>
    protected virtual bool KeepsClearedRecords => true;

    public virtual async Task InitializeAsync() => Storage = await OpenAsync();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Read_NoRecord_GivesNewStateWithoutETag()
    {
        GrainState<StoredDocument> state = new(new StoredDocument { Count = 1 }, "stale") { RecordExists = true };

        await Storage.ReadStateAsync(StateName, _grain, state);

        Assert.Null(state.ETag);
        Assert.False(state.RecordExists);
        Assert.Equal(7, state.State!.Count);
    }

    [Fact]
    public async Task Write_FirstTime_IsReadBackWhole()
    {
        GrainState<StoredDocument> written = new(new StoredDocument
        {
            Title = "Žluťoučký \"kůň\" 🐎\n",
            Count = -5,
            At = new DateTimeOffset(2030, 2, 28, 23, 59, 59, TimeSpan.FromHours(2)).AddTicks(1234567),
            Lines = ["one", "", "three"],
            Prices = { ["apple"] = 1.10m, ["ořech"] = -79228162514264337593543950335m },
            Attachment = new StoredDocument { Title = "inner", Count = int.MaxValue },
        });

        await Storage.WriteStateAsync(StateName, _grain, written);
        var read = await ReadAsync(_grain);

        Assert.True(written.RecordExists);
        Assert.NotNull(written.ETag);
        Assert.Equal(written.ETag, read.ETag);
        Assert.True(read.RecordExists);
        Assert.Equivalent(written.State, read.State, strict: true);
        Assert.Equal(written.State!.At.Offset, read.State!.At.Offset);
    }

    [Fact]
    public async Task Write_OverAndOver_NeverRepeatsAnETag()
    {
        HashSet<string> seen = [];
        GrainState<StoredDocument> state = new(new StoredDocument());
        for (var i = 0; i < 20; i++)
        {
            await Storage.WriteStateAsync(StateName, _grain, state);
            Assert.True(seen.Add(state.ETag!), $"ETag {state.ETag} came back in round {i}.");
            if (i % 5 == 4)
            {
                await Storage.ClearStateAsync(StateName, _grain, state);
                Assert.True(state.ETag is null || seen.Add(state.ETag), $"The ETag of a removal, {state.ETag}, came back in round {i}.");
            }
        }
    }

    [Fact]
    public async Task Write_WithoutETagOverARecord_IsInconsistentAndChangesNothing()
    {
        var stored = await WriteNewAsync(_grain, "first");
        GrainState<StoredDocument> blind = new(new StoredDocument { Title = "blind" });

        var failure = await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, _grain, blind));

        Assert.Equal(stored.ETag, failure.StoredEtag);
        Assert.Null(failure.CurrentEtag);
        Assert.Contains(_grain.ToString(), failure.Message, StringComparison.Ordinal);
        await AssertStoredAsync("first", stored.ETag);
    }

    [Fact]
    public async Task Write_WithAStaleETag_IsInconsistentAndChangesNothing()
    {
        var stored = await WriteNewAsync(_grain, "first");
        var stale = stored.ETag;
        stored.State!.Title = "second";
        await Storage.WriteStateAsync(StateName, _grain, stored);
        GrainState<StoredDocument> late = new(new StoredDocument { Title = "late" }, stale) { RecordExists = true };

        var failure = await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, _grain, late));

        Assert.Equal(stored.ETag, failure.StoredEtag);
        Assert.Equal(stale, failure.CurrentEtag);
        await AssertStoredAsync("second", stored.ETag);
    }

    [Theory]
    [InlineData("never given")]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("99999999999999999999999999")]
    public async Task Write_WithAnETagThatWasNeverGiven_IsInconsistent(string etag)
    {
        var stored = await WriteNewAsync(_grain, "first");
        GrainState<StoredDocument> strange = new(new StoredDocument(), etag) { RecordExists = true };

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, _grain, strange));

        await AssertStoredAsync("first", stored.ETag);
    }

    [Fact]
    public async Task Write_ManyFromTheSameETag_OneWins()
    {
        var stored = await WriteNewAsync(_grain, "start");
        var contenders = Enumerable.Range(0, 20)
            .Select(i => new GrainState<StoredDocument>(new StoredDocument { Title = $"contender {i}" }, stored.ETag) { RecordExists = true })
            .ToList();

        var outcomes = await Task.WhenAll(contenders.Select(async contender =>
        {
            try
            {
                await Storage.WriteStateAsync(StateName, _grain, contender);
                return true;
            }
            catch (InconsistentStateException)
            {
                return false;
            }
        }));

        var winner = Assert.Single(contenders.Where((_, i) => outcomes[i]));
        await AssertStoredAsync(winner.State!.Title!, winner.ETag);
    }

    [Fact]
    public async Task Write_ManyGrainsAtOnce_AllAreStored()
    {
        var grains = Enumerable.Range(0, 200).Select(i => GrainId.Create("document", $"many/{_run}/{i}")).ToList();

        await Task.WhenAll(grains.Select(async grain =>
        {
            var state = await WriteNewAsync(grain, "one");
            state.State!.Title = $"two {grain}";
            await Storage.WriteStateAsync(StateName, grain, state);
        }));

        foreach (var grain in grains)
        {
            Assert.Equal($"two {grain}", (await ReadAsync(grain)).State!.Title);
        }
    }

    [Fact]
    public async Task Write_StateChangesAfterwards_RecordDoesNot()
    {
        var written = await WriteNewAsync(_grain, "as written");
        written.State!.Title = "changed in memory";
        written.State.Lines.Add("not stored");

        var first = await ReadAsync(_grain);
        first.State!.Lines.Add("nor this");
        var second = await ReadAsync(_grain);

        Assert.Equal("as written", second.State!.Title);
        Assert.Empty(second.State.Lines);
    }

    [Fact]
    public async Task Write_NullState_IsARecord()
    {
        GrainState<StoredDocument> state = new(null);

        await Storage.WriteStateAsync(StateName, _grain, state);
        var read = await ReadAsync(_grain);

        Assert.Equal(state.ETag, read.ETag);
        Assert.True(read.RecordExists);
        Assert.NotNull(read.State);
    }

    [Fact]
    public async Task Write_LargeState_IsReadBackWhole()
    {
        var text = string.Concat(Enumerable.Range(0, 100_000).Select(static i => $"{i} "));
        await WriteNewAsync(_grain, text);

        Assert.Equal(text, (await ReadAsync(_grain)).State!.Title);
    }

    [Fact]
    public async Task Clear_ARecord_LeavesNewStateAndAnotherETag()
    {
        var state = await WriteNewAsync(_grain, "gone soon");
        var before = state.ETag;

        await Storage.ClearStateAsync(StateName, _grain, state);

        Assert.False(state.RecordExists);
        Assert.NotEqual(before, state.ETag);
        Assert.Null(state.State!.Title);
        var read = await ReadAsync(_grain);
        Assert.False(read.RecordExists);
        Assert.Null(read.State!.Title);
        Assert.Equal(7, read.State.Count);
    }

    [Fact]
    public async Task Clear_NoRecord_Succeeds()
    {
        GrainState<StoredDocument> state = new(new StoredDocument { Title = "never stored" });

        await Storage.ClearStateAsync(StateName, _grain, state);

        Assert.False(state.RecordExists);
        Assert.Null(state.State!.Title);
        await WriteNewAsync(_grain, "after");
    }

    [Fact]
    public async Task Clear_Twice_Succeeds()
    {
        var state = await WriteNewAsync(_grain, "gone");
        await Storage.ClearStateAsync(StateName, _grain, state);

        await Storage.ClearStateAsync(StateName, _grain, state);

        Assert.False(state.RecordExists);
        Assert.False((await ReadAsync(_grain)).RecordExists);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Clear_WithAStaleOrNoETag_IsInconsistentAndChangesNothing(bool withStaleETag)
    {
        var stored = await WriteNewAsync(_grain, "first");
        var stale = stored.ETag;
        stored.State!.Title = "second";
        await Storage.WriteStateAsync(StateName, _grain, stored);
        GrainState<StoredDocument> late = new(new StoredDocument(), withStaleETag ? stale : null);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, _grain, late));

        await AssertStoredAsync("second", stored.ETag);
    }

    [Fact]
    public async Task Write_AfterClear_GoesOnFromTheClearedETag()
    {
        var state = await WriteNewAsync(_grain, "first");
        await Storage.ClearStateAsync(StateName, _grain, state);
        state.State!.Title = "second life";

        await Storage.WriteStateAsync(StateName, _grain, state);

        Assert.True(state.RecordExists);
        await AssertStoredAsync("second life", state.ETag);
    }

    [Fact]
    public async Task Write_AfterClear_GoesOnFromWhatIsRead()
    {
        await Storage.ClearStateAsync(StateName, _grain, await WriteNewAsync(_grain, "first"));
        var read = await ReadAsync(_grain);
        read.State!.Title = "second life";

        await Storage.WriteStateAsync(StateName, _grain, read);

        await AssertStoredAsync("second life", read.ETag);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_NotKnowingOfAClear_IsInconsistent(bool knowsTheRecord)
    {
        var state = await WriteNewAsync(_grain, "first");
        var before = state.ETag;
        await Storage.ClearStateAsync(StateName, _grain, state);
        GrainState<StoredDocument> unaware = new(new StoredDocument { Title = "resurrected" }, knowsTheRecord ? before : null);
        if (!knowsTheRecord && !KeepsClearedRecords)
        {
            await Storage.WriteStateAsync(StateName, _grain, unaware);
            await AssertStoredAsync("resurrected", unaware.ETag);
            return;
        }

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, _grain, unaware));

        Assert.False((await ReadAsync(_grain)).RecordExists);
    }

    [Fact]
    public async Task Records_OfOtherStatesAndGrains_AreApart()
    {
        (GrainId Grain, string State)[] keys =
        [
            (GrainId.Create("a", $"{_run}b/c"), "x"), (GrainId.Create("a", $"{_run}b"), "c/x"), (GrainId.Create("a", $"{_run}b"), "x"),
            (GrainId.Create("ab", $"{_run}c"), "x"), (GrainId.Create("a", $"{_run}B"), "x"), (GrainId.Create("a", $"{_run}b"), "X"),
        ];
        foreach (var (grain, name) in keys)
        {
            await Storage.WriteStateAsync(name, grain, new GrainState<string>($"{grain} {name}"));
        }

        foreach (var (grain, name) in keys)
        {
            GrainState<string> read = new();
            await Storage.ReadStateAsync(name, grain, read);
            Assert.Equal($"{grain} {name}", read.State);
        }
    }

    [Fact]
    public async Task Records_OfSimpleTypes_AreReadBack()
    {
        await AssertRoundTripAsync("number", 42);
        await AssertRoundTripAsync("text", "plain");
        await AssertRoundTripAsync("list", new List<long> { 1, 2, 3 });
        await AssertRoundTripAsync("bytes", new byte[] { 0, 255, 10 });
        await AssertRoundTripAsync("set", new HashSet<Guid> { Guid.Parse("6F9619FF-8B86-D011-B42D-00CF4FC964FF") });
        await AssertRoundTripAsync("time", new DateTime(2031, 5, 6, 7, 8, 9, DateTimeKind.Utc));
    }

    /// <summary>Makes an empty storage.</summary>
    protected abstract Task<IGrainStorage> OpenAsync();

    private async Task AssertRoundTripAsync<T>(string name, T value)
    {
        await Storage.WriteStateAsync(name, _grain, new GrainState<T>(value));
        GrainState<T> read = new();
        await Storage.ReadStateAsync(name, _grain, read);
        Assert.Equal(value, read.State);
    }

    private async Task<GrainState<StoredDocument>> WriteNewAsync(GrainId grain, string title)
    {
        GrainState<StoredDocument> state = new(new StoredDocument { Title = title });
        await Storage.WriteStateAsync(StateName, grain, state);
        return state;
    }

    private async Task<GrainState<StoredDocument>> ReadAsync(GrainId grain)
    {
        GrainState<StoredDocument> state = new();
        await Storage.ReadStateAsync(StateName, grain, state);
        return state;
    }

    private async Task AssertStoredAsync(string title, string? etag)
    {
        var read = await ReadAsync(_grain);
        Assert.Equal(title, read.State!.Title);
        Assert.Equal(etag, read.ETag);
    }
}
