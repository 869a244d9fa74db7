using System.Text;
using Orleans.Runtime;
using OrleansAgents.Runtime.Tests;

namespace OrleansAgents.Storage.Tests;

/// <summary>What appends do to the other writes that share their transaction.</summary>
[Promise("T4")]
public sealed class SqliteAppendTests : IDisposable
{
    private readonly SqliteFixture _files = new();
    private readonly EventFileFixture _events;

    public SqliteAppendTests() => _events = new EventFileFixture(_files);

    public void Dispose()
    {
        _events.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Append_FailsInTheMiddle_FailsAlone()
    {
        await _events.OpenAsync();
        await BearAsync("taken", Event("delta"), Event("old", "k"));
        using Gate gate = new();
        var blocking = _events.File.WriteAsync(gate);
        await gate.Entered;

        var before = BearAsync("before", Event("a"));
        var refused = _events.Log.AppendAsync(
            new EventAppend { Stream = "taken", ExpectedSequence = 2, Events = [Event("b"), Event("c", "k")], Fold = new FoldedEvents("delta", 1, 1) });
        var broken = _events.File.WriteAsync(new HalfWrite());
        var after = BearAsync("after", Event("a"));
        var state = _events.File.WriteAsync(new GrainStateWrite("grain", "s", "{}"u8.ToArray(), null));
        var commits = _events.File.Writer.Commits;
        gate.Open();
        await Task.WhenAll(blocking, before, after, state);

        Assert.Equal(commits + 1, _events.File.Writer.Commits);
        await Assert.ThrowsAsync<EventKeyException>(() => refused);
        await Assert.ThrowsAsync<SqliteStorageException>(() => broken);
        Assert.Equal(["delta", "old"], (await _events.Log.ReadAsync("taken", 0, 10)).Select(static item => item.Kind));
        Assert.Equal(2, (await _events.Log.ReadStreamAsync("taken"))!.LastSequence);
        Assert.Equal(0L, _files.Ask<long>("SELECT count(*) FROM grain_state WHERE grain_id = 'half'"));
        Assert.Equal(1L, _files.Ask<long>("SELECT count(*) FROM grain_state WHERE grain_id = 'grain'"));
        Assert.Equal(4L, _files.Ask<long>("SELECT count(*) FROM event"));
    }

    [Fact]
    public async Task Appends_AndGrainStatesOfOneFile_ShareOneCommit()
    {
        await _events.OpenAsync();
        var states = await _files.OpenAsync();
        Assert.Same(_events.File, states.OpenFile);
        using Gate gate = new();
        var blocking = _events.File.WriteAsync(gate);
        await gate.Entered;

        var appends = Enumerable.Range(0, 50).Select(i => BearAsync($"{i}", Event("a"))).ToList();
        var writes = Enumerable.Range(0, 50).Select(i => states.WriteStateAsync("s", GrainId.Create("grain", $"{i}"), new GrainState<string>("x"))).ToList();
        var commits = _events.File.Writer.Commits;
        gate.Open();
        await Task.WhenAll([blocking, .. appends, .. writes]);

        Assert.Equal(commits + 1, _events.File.Writer.Commits);
        Assert.Equal(50L, _files.Ask<long>("SELECT count(*) FROM event"));
    }

    [Fact]
    public async Task Appends_AndReads_AreCounted()
    {
        using MetricSum appends = new("orleansagents.events.appends", Path.GetFileName(_files.DataFile));
        using MetricSum events = new("orleansagents.events.appended", Path.GetFileName(_files.DataFile));
        using MetricSum reads = new("orleansagents.sqlite.reads", Path.GetFileName(_files.DataFile));
        await _events.OpenAsync();

        await BearAsync("1", Event("a"), Event("b"), Event("c"));
        await Assert.ThrowsAsync<EventSequenceException>(() => BearAsync("1", Event("a")));
        await _events.Log.ReadAsync("1", 0, 10);

        Assert.Equal((1, 3, 1), (appends.Total, events.Total, reads.Total));
    }

    [Fact]
    public async Task Data_IsStoredAsReadableText()
    {
        await _events.OpenAsync();
        await BearAsync("1", new NewEvent("user.message", Encoding.UTF8.GetBytes("""{"text":"麻婆豆腐"}""")));

        Assert.Equal("""{"text":"麻婆豆腐"}""", _files.Ask<string>("SELECT data FROM event WHERE typeof(data) = 'text'"));
        Assert.Equal(_files.Time.GetUtcNow().ToUnixTimeMilliseconds(), _files.Ask<long>("SELECT at FROM event"));
    }

    private static NewEvent Event(string kind, string? key = null) => new(kind, "{}"u8.ToArray(), key);

    private Task<IReadOnlyList<StoredEvent>> BearAsync(string stream, params NewEvent[] events)
        => _events.Log.AppendAsync(new EventAppend { Stream = stream, ExpectedSequence = 0, Events = events, Birth = new StreamBirth("owner", "") });

    /// <summary>Its first statement changes something, its second fails.</summary>
    private sealed class HalfWrite : SqliteWrite
    {
        public override bool HasSeveralStatements => true;

        public override void Apply(SqliteTransactionScope transaction)
        {
            new GrainStateWrite("half", "s", "{}"u8.ToArray(), null).Apply(transaction);
            transaction.Session.Execute("INSERT INTO no_such_table VALUES (1)");
        }
    }
}
