using System.Text;
using System.Text.Json;
using OrleansAgents.Storage;

namespace OrleansAgents.TestKit;

/// <summary>What every event log must do when an owner lists and searches streams.</summary>
public abstract class EventLogListCompliance : IAsyncLifetime
{
    private const string Owner = "acme:ann";

    protected ManualTimeProvider Time { get; } = new();

    private IEventLog Log { get; set; } = null!;

    public virtual async Task InitializeAsync() => Log = await OpenAsync();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task List_LastChangedComesFirst()
    {
        await BearAsync("1");
        await BearAsync("2");
        await BearAsync("3");
        Time.Advance(TimeSpan.FromSeconds(1));
        await Log.AppendAsync(new EventAppend { Stream = $"{Owner}/1", ExpectedSequence = 0, Events = [new NewEvent("a", "{}"u8.ToArray())] });

        var page = await Log.ListAsync(Owner, new EventStreamQuery(10));

        Assert.Equal(["1", "3", "2"], Names(page));
        Assert.Null(page.Cursor);
        Assert.Equal(await Log.ReadStreamAsync($"{Owner}/1"), page.Streams[0]);
    }

    [Fact]
    public async Task List_GivesTheOwnersStreamsWithoutSnapshots()
    {
        await BearAsync("1", snapshot: "{}");
        await BearAsync("2", owner: "acme:an");
        await BearAsync("3", owner: "acme:ann2");

        var stream = Assert.Single((await Log.ListAsync(Owner, new EventStreamQuery(10))).Streams);

        Assert.Equal($"{Owner}/1", stream.Name);
        Assert.Null(stream.Snapshot);
        Assert.Empty((await Log.ListAsync("acme:unknown", new EventStreamQuery(10))).Streams);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task List_InPages_GivesEachStreamOnce(bool sameTime)
    {
        for (var i = 0; i < 20; i++)
        {
            await BearAsync($"{i}", sameTime: sameTime);
        }

        var pages = await AllPagesAsync(new EventStreamQuery(6));

        Assert.Equal([6, 6, 6, 2], pages.Select(static page => page.Streams.Count));
        var names = pages.SelectMany(Names).ToList();
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"{i}").Order(), names.Order());
        if (!sameTime)
        {
            Assert.Equal(Enumerable.Range(0, 20).Reverse().Select(static i => $"{i}"), names);
        }
    }

    [Fact]
    public async Task List_StreamsDivideEvenly_LastPageHasNoCursor()
    {
        await BearAsync("1");
        await BearAsync("2");

        Assert.Null((await Log.ListAsync(Owner, new EventStreamQuery(2))).Cursor);
    }

    [Fact]
    public async Task List_LastOfThePageIsDeleted_NextPageFollows()
    {
        for (var i = 0; i < 5; i++)
        {
            await BearAsync($"{i}");
        }

        var first = await Log.ListAsync(Owner, new EventStreamQuery(2));
        await Log.DeleteAsync(first.Streams[1].Name);

        Assert.Equal(["2", "1"], Names(await Log.ListAsync(Owner, new EventStreamQuery(2, Cursor: first.Cursor))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1-")]
    [InlineData("1;DROP TABLE event")]
    public async Task List_NoCursorOfThisLog_IsRefused(string cursor)
        => await Assert.ThrowsAsync<ArgumentException>(() => Log.ListAsync(Owner, new EventStreamQuery(2, Cursor: cursor)));

    [Theory]
    [InlineData("tofu", "Mapo TOFU tonight", true)]
    [InlineData("TOFU", "mapo tofu tonight", true)]
    [InlineData("豆腐", "四人份的麻婆豆腐，七点到家", true)]
    [InlineData("100%", "a 100% discount", true)]
    [InlineData("100%", "a 1000 discount", false)]
    [InlineData("a_b", "the a_b file", true)]
    [InlineData("a_b", "the axb file", false)]
    [InlineData("\\", "back\\slash", true)]
    [InlineData("\\", "no slash", false)]
    [InlineData("'; --", "it's; --", false)]
    [InlineData("said \"yes\"", "she said \"yes\" twice", true)]
    [InlineData("two\nlines", "two\nlines", true)]
    [InlineData("text", "a member's name is not searched", false)]
    public async Task Search_FindsTextInTitlesAndInEvents(string text, string content, bool found)
    {
        await BearAsync("title", title: content);
        await BearAsync("event", events: ("said", content));
        await BearAsync("neither", title: "…", events: ("said", "…"));

        var page = await Log.ListAsync(Owner, new EventStreamQuery(10, text, SearchedKinds: ["other", "said"]));

        Assert.Equal(found ? ["event", "title"] : [], Names(page));
    }

    [Fact]
    public async Task Search_LooksIntoTheSearchedKindsOfTheOwner()
    {
        await BearAsync("1", events: ("delta", "tofu"));
        await BearAsync("2", owner: "acme:eve", title: "tofu", events: ("said", "tofu"));

        Assert.Empty((await Log.ListAsync(Owner, new EventStreamQuery(10, "tofu", SearchedKinds: ["said"]))).Streams);
        Assert.Empty((await Log.ListAsync(Owner, new EventStreamQuery(10, "tofu"))).Streams);
        Assert.Single((await Log.ListAsync(Owner, new EventStreamQuery(10, "tofu", SearchedKinds: ["delta"]))).Streams);
    }

    [Fact]
    public async Task Search_InPages_GivesEachFoundStreamOnce()
    {
        for (var i = 0; i < 30; i++)
        {
            await BearAsync($"{i}", title: i % 3 == 0 ? "tofu" : "rice");
        }

        var pages = await AllPagesAsync(new EventStreamQuery(4, "tofu"));

        Assert.Equal(["27", "24", "21", "18", "15", "12", "9", "6", "3", "0"], pages.SelectMany(Names));
        Assert.All(pages, static page => Assert.InRange(page.Streams.Count, 0, 4));
    }

    [Fact]
    public async Task Search_FarBehind_IsReachedByTheCursor()
    {
        await BearAsync("oldest", title: "tofu");
        for (var i = 0; i < EventLogLimits.SearchedStreamsMax; i++)
        {
            await BearAsync($"{i}", title: "rice");
        }

        var pages = await AllPagesAsync(new EventStreamQuery(10, "tofu"));

        Assert.Equal([0, 1], pages.Select(static page => page.Streams.Count));
        Assert.Equal(["oldest"], Names(pages[1]));
    }

    [Fact]
    public async Task Search_TextAtItsBound_IsAcceptedAndOneMoreIsNot()
    {
        Assert.Empty((await Log.ListAsync(Owner, new EventStreamQuery(10, new string('x', EventLogLimits.SearchCharactersMax)))).Streams);

        await Assert.ThrowsAsync<EventLogLimitException>(() => Log.ListAsync(Owner, new EventStreamQuery(10, new string('x', EventLogLimits.SearchCharactersMax + 1))));
    }

    /// <summary>Makes an empty log that takes its time from <see cref="Time"/>.</summary>
    protected abstract Task<IEventLog> OpenAsync();

    private static IEnumerable<string> Names(EventStreamPage page) => page.Streams.Select(static stream => stream.Name[(stream.Name.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    private async Task<List<EventStreamPage>> AllPagesAsync(EventStreamQuery query)
    {
        List<EventStreamPage> pages = [];
        do
        {
            Assert.True(pages.Count < 100, "The list does not end.");
            pages.Add(await Log.ListAsync(Owner, query));
            query = query with { Cursor = pages[^1].Cursor };
        }
        while (query.Cursor is not null);
        return pages;
    }

    private async Task BearAsync(
        string name, string owner = Owner, string title = "", string? snapshot = null, bool sameTime = false, (string Kind, string Text)? events = null)
    {
        if (!sameTime)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        await Log.AppendAsync(new EventAppend
        {
            Stream = $"{owner}/{name}",
            ExpectedSequence = 0,
            Events = events is var (kind, text) ? [new NewEvent(kind, JsonSerializer.SerializeToUtf8Bytes(new { text }))] : [],
            Birth = new StreamBirth(owner, title),
            Snapshot = snapshot is null ? null : Encoding.UTF8.GetBytes(snapshot),
        });
    }
}
