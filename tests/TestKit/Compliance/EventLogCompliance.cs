using System.Text;
using OrleansAgents.Storage;

namespace OrleansAgents.TestKit;

/// <summary>What every event log must do with its streams and their events.</summary>
public abstract class EventLogCompliance : IAsyncLifetime
{
    protected const string Stream = "acme:ann/1";
    protected const string Owner = "acme:ann";

    protected ManualTimeProvider Time { get; } = new();

    protected IEventLog Log { get; private set; } = null!;

    public virtual async Task InitializeAsync() => Log = await OpenAsync();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Append_WithBirth_IsReadBack()
    {
        Time.Advance(TimeSpan.FromTicks(12_345_678));

        var stored = await BearAsync(Stream, Event("a", """{"n":1}"""), Event("b", """{"n":2}"""));

        var at = DateTimeOffset.FromUnixTimeMilliseconds(Time.GetUtcNow().ToUnixTimeMilliseconds());
        Assert.Equal([(1, "a", """{"n":1}"""), (2, "b", """{"n":2}""")], stored.Select(Shown));
        Assert.All(stored, item => Assert.Equal(at, item.At));
        var read = await Log.ReadAsync(Stream, 0, 10);
        Assert.Equal(stored.Select(Shown), read.Select(Shown));
        Assert.All(read, item => Assert.Equal(at, item.At));
        Assert.Equal(new EventStream(Stream, Owner, "First", at, at, 2, null), await Log.ReadStreamAsync(Stream));
    }

    [Fact]
    public async Task Append_Next_FollowsAndMovesTheStream()
    {
        await BearAsync(Stream, Event("a"));
        var createdAt = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromMinutes(5));

        var stored = await AppendAsync(1, Event("b"));

        Assert.Equal(2, Assert.Single(stored).Sequence);
        var stream = await Log.ReadStreamAsync(Stream);
        Assert.Equal((createdAt, createdAt.AddMinutes(5), 2L), (stream!.CreatedAt, stream.UpdatedAt, stream.LastSequence));
    }

    [Fact]
    public async Task Append_AtAnotherNumber_IsRefusedAndChangesNothing()
    {
        await BearAsync(Stream, Event("a"), Event("delta"));
        var before = await Log.ReadStreamAsync(Stream);
        Time.Advance(TimeSpan.FromMinutes(1));

        foreach (var expected in new long[] { 0, 1, 3 })
        {
            var append = Append(expected, Event("b")) with { Title = "Other", Snapshot = "1"u8.ToArray(), Fold = expected == 0 ? null : new FoldedEvents("delta", 1, expected) };
            var refusal = await Assert.ThrowsAsync<EventSequenceException>(() => Log.AppendAsync(append));
            Assert.Equal((Stream, expected, 2L), (refusal.Stream, refusal.Expected, refusal.Actual));
        }

        Assert.Equal(before, await Log.ReadStreamAsync(Stream));
        Assert.Equal(["a", "delta"], (await Log.ReadAsync(Stream, 0, 10)).Select(static item => item.Kind));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public async Task Append_NoStreamAndNoBirth_IsRefused(long expected)
    {
        var refusal = await Assert.ThrowsAsync<EventSequenceException>(() => AppendAsync(expected, Event("a")));

        Assert.Null(refusal.Actual);
        Assert.Null(await Log.ReadStreamAsync(Stream));
    }

    [Fact]
    public async Task Append_BirthOfAnExistingStream_IsRefusedAndChangesNothing()
    {
        await BearAsync(Stream, Event("a"));
        var before = await Log.ReadStreamAsync(Stream);

        var refusal = await Assert.ThrowsAsync<EventSequenceException>(() => Log.AppendAsync(Append(0, Event("b")) with { Birth = new StreamBirth("acme:eve", "Mine") }));

        Assert.Equal(1, refusal.Actual);
        Assert.Equal(before, await Log.ReadStreamAsync(Stream));
        Assert.Single(await Log.ReadAsync(Stream, 0, 10));
    }

    [Fact]
    public async Task Append_WritersRace_EachNumberIsWonOnce()
    {
        await BearAsync(Stream);
        long[][] won = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            List<long> mine = [];
            for (long expected = 0; expected < 40; expected++)
            {
                try
                {
                    mine.AddRange((await AppendAsync(expected, Event($"writer {writer}"))).Select(static item => item.Sequence));
                }
                catch (EventSequenceException)
                {
                    // Another writer was first.
                }
            }

            return mine.ToArray();
        })));

        var numbers = won.SelectMany(static mine => mine).Order().ToList();
        Assert.Equal(numbers.Distinct(), numbers);
        var events = await Log.ReadAsync(Stream, 0, EventLogLimits.PageMax);
        Assert.Equal(numbers, events.Select(static item => item.Sequence));
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(static number => (long)number), numbers);
        for (var writer = 0; writer < won.Length; writer++)
        {
            Assert.Equal(won[writer], events.Where(item => item.Kind == $"writer {writer}").Select(static item => item.Sequence));
        }
    }

    [Fact]
    public async Task Append_BirthsRace_OneWins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
        {
            try
            {
                await BearAsync(Stream, Event($"{i}"));
                return i;
            }
            catch (EventSequenceException)
            {
                return -1;
            }
        })));

        var winner = Assert.Single(outcomes, static outcome => outcome >= 0);
        Assert.Equal($"{winner}", Assert.Single(await Log.ReadAsync(Stream, 0, 10)).Kind);
    }

    [Fact]
    public async Task Append_TakenKey_IsRefusedAndChangesNothing()
    {
        await BearAsync(Stream, Event("first", key: "k"));
        var before = await Log.ReadStreamAsync(Stream);

        var refusal = await Assert.ThrowsAsync<EventKeyException>(() => AppendAsync(1, Event("a"), Event("b", key: "k")));

        Assert.Equal("k", refusal.Key);
        Assert.Equal(before, await Log.ReadStreamAsync(Stream));
        Assert.Equal("first", Assert.Single(await Log.ReadAsync(Stream, 0, 10)).Kind);
        Assert.Equal("first", (await Log.FindAsync(Stream, "k"))!.Kind);
    }

    [Fact]
    public async Task Append_OneKeyTwice_IsRefusedWithItsBirth()
    {
        await Assert.ThrowsAsync<EventKeyException>(() => BearAsync(Stream, Event("a", key: "k"), Event("b", key: "k")));

        Assert.Null(await Log.ReadStreamAsync(Stream));
        Assert.Empty(await Log.ReadAsync(Stream, 0, 10));
    }

    [Fact]
    public async Task Find_ByKey_GivesTheStreamsOwn()
    {
        await BearAsync(Stream, Event("one", """{"n":1}""", "k"), Event("two", key: "K"));
        await BearAsync("acme:ann/2", Event("other", key: "k"));

        Assert.Equal((1, "one", """{"n":1}"""), Shown((await Log.FindAsync(Stream, "k"))!));
        Assert.Equal("two", (await Log.FindAsync(Stream, "K"))!.Kind);
        Assert.Equal("other", (await Log.FindAsync("acme:ann/2", "k"))!.Kind);
        Assert.Null(await Log.FindAsync(Stream, "x"));
        Assert.Null(await Log.FindAsync("acme:ann/3", "k"));
    }

    [Fact]
    public async Task Fold_RemovesTheKindInTheRangeAlone()
    {
        await BearAsync(Stream, Event("delta"), Event("delta"), Event("card"), Event("delta"), Event("delta"));

        await Log.AppendAsync(Append(5, Event("delta"), Event("whole")) with { Fold = new FoldedEvents("delta", 2, 4) });

        Assert.Equal([(1, "delta"), (3, "card"), (5, "delta"), (6, "delta"), (7, "whole")], (await Log.ReadAsync(Stream, 0, 10)).Select(static item => (item.Sequence, item.Kind)));
        Assert.Equal(7, (await Log.ReadStreamAsync(Stream))!.LastSequence);
    }

    [Fact]
    public async Task Fold_OfOneStream_LeavesTheOthers()
    {
        await BearAsync(Stream, Event("delta"));
        await BearAsync("acme:ann/2", Event("delta"));

        await Log.AppendAsync(Append(1, Event("whole")) with { Fold = new FoldedEvents("delta", 1, 1) });

        Assert.Equal("whole", Assert.Single(await Log.ReadAsync(Stream, 0, 10)).Kind);
        Assert.Equal("delta", Assert.Single(await Log.ReadAsync("acme:ann/2", 0, 10)).Kind);
    }

    [Fact]
    public async Task Fold_OfARefusedAppend_DidNotHappen()
    {
        await BearAsync(Stream, Event("delta", key: "k"), Event("card", key: "taken"));

        await Assert.ThrowsAsync<EventKeyException>(() => Log.AppendAsync(Append(2, Event("whole", key: "taken")) with { Fold = new FoldedEvents("delta", 1, 1) }));

        Assert.Equal(["delta", "card"], (await Log.ReadAsync(Stream, 0, 10)).Select(static item => item.Kind));
        Assert.NotNull(await Log.FindAsync(Stream, "k"));
    }

    [Fact]
    public async Task Snapshot_IsKeptUntilItIsReplaced()
    {
        await Log.AppendAsync(Append(0) with { Birth = new StreamBirth(Owner, ""), Snapshot = """{"queue":["一"]}"""u8.ToArray() });
        await AppendAsync(0, Event("a"));
        Assert.Equal("""{"queue":["一"]}""", Encoding.UTF8.GetString((await Log.ReadStreamAsync(Stream))!.Snapshot!));

        Assert.Empty(await Log.AppendAsync(Append(1) with { Snapshot = "[]"u8.ToArray() }));

        var stream = await Log.ReadStreamAsync(Stream);
        Assert.Equal(("[]", 1L), (Encoding.UTF8.GetString(stream!.Snapshot!), stream.LastSequence));
    }

    [Fact]
    public async Task Title_OfAnAppend_ReplacesTheBirths()
    {
        await Log.AppendAsync(Append(0) with { Birth = new StreamBirth(Owner, "born"), Title = "given" });
        Assert.Equal("given", (await Log.ReadStreamAsync(Stream))!.Title);

        await Log.AppendAsync(Append(0) with { Title = "麻婆豆腐 <四人份>" });

        Assert.Equal("麻婆豆腐 <四人份>", (await Log.ReadStreamAsync(Stream))!.Title);
    }

    [Fact]
    public async Task Data_OfAnyText_ComesBackByteForByte()
    {
        var data = """{ "text":"我今晚想做四人份的麻婆豆腐，七点到家 🍲 é \u0000 \"'\\ %_" }""";
        await BearAsync("租户:安/一", Event("用户", data, "键"));

        var found = Assert.Single(await Log.ReadAsync("租户:安/一", 0, 1));

        Assert.Equal((1, "用户", data), Shown(found));
        Assert.Equal(data, Encoding.UTF8.GetString((await Log.FindAsync("租户:安/一", "键"))!.Data));
    }

    [Fact]
    public async Task Read_InPages_GivesEachEventOnce()
    {
        await BearAsync(Stream, [.. Enumerable.Range(1, 20).Select(i => Event($"{i}"))]);
        List<long> read = [];
        for (long after = 0; await Log.ReadAsync(Stream, after, 7) is { Count: > 0 } page; after = page[^1].Sequence)
        {
            Assert.True(page.Count is 7 or 6);
            read.AddRange(page.Select(static item => item.Sequence));
        }

        Assert.Equal(Enumerable.Range(1, 20).Select(static number => (long)number), read);
        Assert.Empty(await Log.ReadAsync(Stream, 20, 7));
        Assert.Empty(await Log.ReadAsync("acme:ann/unknown", 0, 7));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Log.ReadAsync(Stream, 0, 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Log.ReadAsync(Stream, 0, EventLogLimits.PageMax + 1));
    }

    [Fact]
    public async Task Delete_ThenBirthAgain_BeginsAtOne()
    {
        await BearAsync(Stream, Event("old", key: "k"), Event("old"));
        await BearAsync("acme:ann/2", Event("other"));

        Assert.True(await Log.DeleteAsync(Stream));

        Assert.False(await Log.DeleteAsync(Stream));
        Assert.Null(await Log.ReadStreamAsync(Stream));
        Assert.Empty(await Log.ReadAsync(Stream, 0, 10));
        Assert.Null(await Log.FindAsync(Stream, "k"));
        Assert.Null((await Assert.ThrowsAsync<EventSequenceException>(() => AppendAsync(2, Event("late")))).Actual);
        Assert.Equal(1, Assert.Single(await BearAsync(Stream, Event("new", key: "k"))).Sequence);
        Assert.Equal("new", Assert.Single(await Log.ReadAsync(Stream, 0, 10)).Kind);
        Assert.Equal("other", Assert.Single(await Log.ReadAsync("acme:ann/2", 0, 10)).Kind);
    }

    [Fact]
    public async Task Rename_ChangesTheTitleAlone()
    {
        await BearAsync(Stream, Event("a"));
        var before = await Log.ReadStreamAsync(Stream);
        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(await Log.RenameAsync(Stream, "周末"));

        Assert.Equal(before! with { Title = "周末" }, await Log.ReadStreamAsync(Stream));
        Assert.False(await Log.RenameAsync("acme:ann/unknown", "x"));
    }

    /// <summary>Makes an empty log that takes its time from <see cref="Time"/>.</summary>
    protected abstract Task<IEventLog> OpenAsync();

    protected static NewEvent Event(string kind, string data = "{}", string? key = null) => new(kind, Encoding.UTF8.GetBytes(data), key);

    protected static EventAppend Append(long expected, params NewEvent[] events) => new() { Stream = Stream, ExpectedSequence = expected, Events = events };

    protected Task<IReadOnlyList<StoredEvent>> AppendAsync(long expected, params NewEvent[] events) => Log.AppendAsync(Append(expected, events));

    protected Task<IReadOnlyList<StoredEvent>> BearAsync(string stream, params NewEvent[] events)
        => Log.AppendAsync(Append(0, events) with { Stream = stream, Birth = new StreamBirth(Owner, "First") });

    private static (long Sequence, string Kind, string Data) Shown(StoredEvent item) => (item.Sequence, item.Kind, Encoding.UTF8.GetString(item.Data));
}
