using OrleansAgents.Storage;

namespace OrleansAgents.TestKit;

/// <summary>What every event log must refuse, at the edge of each bound.</summary>
public abstract class EventLogLimitsCompliance : IAsyncLifetime
{
    private const string Stream = "acme:ann/1";

    protected ManualTimeProvider Time { get; } = new();

    private IEventLog Log { get; set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Log = await OpenAsync();
        await Log.AppendAsync(Append() with { Birth = new StreamBirth("acme:ann", "") });
    }

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public Task EventBytes_AtTheBound_AreAcceptedAndOneMoreIsNot()
        => AssertEdgeAsync(EventLogLimits.EventBytesMax, nameof(EventLogLimits.EventBytesMax), static length => Append(new NewEvent("a", Json(length))));

    [Fact]
    public Task SnapshotBytes_AtTheBound_AreAcceptedAndOneMoreIsNot()
        => AssertEdgeAsync(EventLogLimits.SnapshotBytesMax, nameof(EventLogLimits.SnapshotBytesMax), static length => Append() with { Snapshot = Json(length) });

    [Fact]
    public Task AppendEvents_AtTheBound_AreAcceptedAndOneMoreIsNot()
        => AssertEdgeAsync(EventLogLimits.AppendEventsMax, nameof(EventLogLimits.AppendEventsMax), static count => Append(Events(count)));

    [Fact]
    public Task TitleCharacters_AtTheBound_AreAcceptedAndOneMoreIsNot()
        => AssertEdgeAsync(EventLogLimits.TitleCharactersMax, nameof(EventLogLimits.TitleCharactersMax), static length => Append() with { Title = new string('题', length) });

    [Fact]
    public Task KindCharacters_AtTheBound_AreAcceptedAndOneMoreIsNot()
        => AssertEdgeAsync(EventLogLimits.NameCharactersMax, nameof(EventLogLimits.NameCharactersMax), static length => Append(new NewEvent(new string('k', length), Json(2))));

    [Fact]
    public Task KeyCharacters_AtTheBound_AreAcceptedAndOneMoreIsNot()
        => AssertEdgeAsync(EventLogLimits.NameCharactersMax, nameof(EventLogLimits.NameCharactersMax), static length => Append(new NewEvent("a", Json(2), new string('k', length))));

    [Fact]
    public Task StreamCharacters_AtTheBound_AreAcceptedAndOneMoreIsNot()
        => AssertEdgeAsync(
            EventLogLimits.NameCharactersMax, nameof(EventLogLimits.NameCharactersMax), static length => Append() with { Stream = new string('s', length), Birth = new StreamBirth("o", "") });

    [Fact]
    public Task OwnerCharacters_AtTheBound_AreAcceptedAndOneMoreIsNot()
        => AssertEdgeAsync(
            EventLogLimits.NameCharactersMax, nameof(EventLogLimits.NameCharactersMax), static length => Append() with { Stream = "other", Birth = new StreamBirth(new string('o', length), "") });

    [Fact]
    public async Task Rename_TitleTooLong_IsRefused()
        => await Assert.ThrowsAsync<EventLogLimitException>(() => Log.RenameAsync(Stream, new string('t', EventLogLimits.TitleCharactersMax + 1)));

    [Fact]
    public async Task StreamEvents_AtTheBound_AreAcceptedOneMoreIsNotAndFoldingMakesRoom()
    {
        var last = 0L;
        while (last < EventLogLimits.StreamEventsMax)
        {
            var count = Math.Min(EventLogLimits.AppendEventsMax, EventLogLimits.StreamEventsMax - (int)last);
            last = (await Log.AppendAsync(Append(Events(count)) with { ExpectedSequence = last }))[^1].Sequence;
        }

        var refusal = await Assert.ThrowsAsync<EventLogLimitException>(() => Log.AppendAsync(Append(Events(1)) with { ExpectedSequence = last }));

        Assert.Contains($"{EventLogLimits.StreamEventsMax + 1} events", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(EventLogLimits.StreamEventsMax), refusal.Message, StringComparison.Ordinal);
        Assert.Equal(last, (await Log.ReadStreamAsync(Stream))!.LastSequence);
        var folding = Append(Events(2)) with { ExpectedSequence = last, Fold = new FoldedEvents("a", 10, 11) };
        Assert.Equal(2, (await Log.AppendAsync(folding)).Count);
        await Assert.ThrowsAsync<EventLogLimitException>(() => Log.AppendAsync(Append(Events(1)) with { ExpectedSequence = last + 2 }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("\"\\ud8zz\"")]
    public async Task Data_NoJson_IsRefused(string data)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(data);

        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Append(new NewEvent("card", bytes))));

        Assert.Contains("'card'", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Append() with { Snapshot = bytes }));
        Assert.Empty(await Log.ReadAsync(Stream, 0, 1));
    }

    [Fact]
    public async Task Data_NoUtf8_IsRefused()
        => await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Append(new NewEvent("card", [(byte)'"', 0xC3, 0x28, (byte)'"']))));

    [Fact]
    public async Task Append_ThatContradictsItself_IsRefused()
    {
        await AssertRefusedAsync(Append());
        await AssertRefusedAsync(Append(Events(1)) with { ExpectedSequence = -1 });
        await AssertRefusedAsync(Append(Events(1)) with { Stream = "" });
        await AssertRefusedAsync(Append(Events(1)) with { Stream = "new", ExpectedSequence = 1, Birth = new StreamBirth("o", "") });
        await AssertRefusedAsync(Append(Events(1)) with { Fold = new FoldedEvents("a", 1, 1) });
        await AssertRefusedAsync(Append(Events(1)) with { ExpectedSequence = 5, Fold = new FoldedEvents("a", 0, 5) });
        await AssertRefusedAsync(Append(Events(1)) with { ExpectedSequence = 5, Fold = new FoldedEvents("a", 3, 2) });

        async Task AssertRefusedAsync(EventAppend append)
        {
            Assert.IsAssignableFrom<ArgumentException>(await Record.ExceptionAsync(() => Log.AppendAsync(append)));
        }
    }

    /// <summary>Makes an empty log that takes its time from <see cref="Time"/>.</summary>
    protected abstract Task<IEventLog> OpenAsync();

    private static EventAppend Append(params NewEvent[] events) => new() { Stream = Stream, ExpectedSequence = 0, Events = events };

    private static NewEvent[] Events(int count) => [.. Enumerable.Repeat(new NewEvent("a", "{}"u8.ToArray()), count)];

    /// <summary>JSON of a length in bytes: a text in quotes.</summary>
    private static byte[] Json(int length)
    {
        var json = new byte[length];
        json.AsSpan().Fill((byte)'x');
        json[0] = json[^1] = (byte)'"';
        return json;
    }

    private async Task AssertEdgeAsync(int limit, string limitName, Func<int, EventAppend> append)
    {
        var refusal = await Assert.ThrowsAsync<EventLogLimitException>(() => Log.AppendAsync(append(limit + 1)));
        Assert.Contains($"has {limit + 1} ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"{nameof(EventLogLimits)}.{limitName} is {limit}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await Log.ReadStreamAsync(Stream))!.LastSequence);

        await Log.AppendAsync(append(limit));
    }
}
