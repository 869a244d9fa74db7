using OrleansAgents.Runtime.Tests;
using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansAgents.Storage.Tests;

[Promise("T4")]
public sealed class SqliteWriterTests : IDisposable
{
    private readonly SqliteFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Writes_ThatWaitTogether_ShareOneCommit()
    {
        using var measured = new MetricSum("orleansagents.sqlite.commits", Path.GetFileName(_fixture.DataFile));
        var file = (await _fixture.OpenAsync()).OpenFile;
        using Gate gate = new();
        var blocking = file.WriteAsync(gate);
        await gate.Entered;

        var waiting = Enumerable.Range(0, 100).Select(i => file.WriteAsync(Write($"{i}"))).ToList();
        var before = file.Writer.Commits;
        gate.Open();
        await blocking;
        await Task.WhenAll(waiting);

        // The gate stands in the first transaction, and whatever waits behind it joins that one.
        Assert.Equal(before + 1, file.Writer.Commits);
        Assert.Equal(101, file.Writer.Writes);
        Assert.Equal(1, measured.Total);
    }

    [Fact]
    public async Task Writes_MoreThanOneTransactionTakes_AreSplit()
    {
        _fixture.Options.BatchedWritesMax = 10;
        var file = (await _fixture.OpenAsync()).OpenFile;
        using Gate gate = new();
        var blocking = file.WriteAsync(gate);
        await gate.Entered;

        var waiting = Enumerable.Range(0, 29).Select(i => file.WriteAsync(Write($"{i}"))).ToList();
        gate.Open();
        await Task.WhenAll(waiting.Append(blocking));

        Assert.Equal(3, file.Writer.Commits);
    }

    [Fact]
    public async Task Writes_WithAConflictAmongThem_TheConflictFailsAlone()
    {
        var file = (await _fixture.OpenAsync()).OpenFile;
        await file.WriteAsync(Write("taken"));
        using Gate gate = new();
        var blocking = file.WriteAsync(gate);
        await gate.Entered;

        var before = file.WriteAsync(Write("before"));
        var conflict = file.WriteAsync(Write("taken"));
        var after = file.WriteAsync(Write("after"));
        gate.Open();
        await Task.WhenAll(blocking, before, after);

        await Assert.ThrowsAsync<InconsistentStateException>(() => conflict);
        Assert.Equal(3L, _fixture.Ask<long>("SELECT count(*) FROM grain_state"));
    }

    [Fact]
    public async Task Writes_WithAFailureAmongThem_TheFailureFailsAlone()
    {
        var file = (await _fixture.OpenAsync()).OpenFile;
        using Gate gate = new();
        var blocking = file.WriteAsync(gate);
        await gate.Entered;

        var before = file.WriteAsync(Write("before"));
        var failing = file.WriteAsync(new Failing());
        var after = file.WriteAsync(Write("after"));
        gate.Open();
        await Task.WhenAll(blocking, before, after);

        await Assert.ThrowsAsync<SqliteStorageException>(() => failing);
        Assert.Equal(2L, _fixture.Ask<long>("SELECT count(*) FROM grain_state"));
    }

    [Fact]
    public async Task Write_IsNotVisibleBeforeItsCommit_AndIsAfterIt()
    {
        var file = (await _fixture.OpenAsync()).OpenFile;
        using Gate gate = new(Write("document"));
        var write = file.WriteAsync(gate);
        await gate.Entered;

        Assert.Null((await file.ReadAsync(static session => GrainStateTable.Read(session, "document", "s"))).ETag);
        Assert.False(write.IsCompleted);
        gate.Open();
        await write;

        Assert.NotNull((await file.ReadAsync(static session => GrainStateTable.Read(session, "document", "s"))).ETag);
    }

    [Fact]
    public async Task Writes_MoreThanMayWait_AreRefusedAndTheRestIsStored()
    {
        _fixture.Options.QueuedWritesMax = 5;
        var file = (await _fixture.OpenAsync()).OpenFile;
        using Gate gate = new();
        var blocking = file.WriteAsync(gate);
        await gate.Entered;

        var waiting = Enumerable.Range(0, 5).Select(i => file.WriteAsync(Write($"{i}"))).ToList();
        var failure = await Assert.ThrowsAsync<SqliteQueueFullException>(() => file.WriteAsync(Write("too many")));
        gate.Open();
        await Task.WhenAll(waiting.Append(blocking));

        Assert.Contains("5 writes wait", failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(SqliteStorageOptions.QueuedWritesMax), failure.Message, StringComparison.Ordinal);
        Assert.Equal(5L, _fixture.Ask<long>("SELECT count(*) FROM grain_state"));
    }

    [Fact]
    public async Task Reads_MoreThanMayWait_AreRefused()
    {
        _fixture.Options.QueuedReadsMax = 3;
        _fixture.Options.ReadConnections = 1;
        var file = (await _fixture.OpenAsync()).OpenFile;
        using ManualResetEventSlim open = new();
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var blocking = file.ReadAsync(_ =>
        {
            entered.SetResult();
            open.Wait();
            return 0;
        });
        await entered.Task;

        var waiting = Enumerable.Range(0, 3).Select(i => file.ReadAsync(_ => i)).ToList();
        await Assert.ThrowsAsync<SqliteQueueFullException>(() => file.ReadAsync(static _ => 0));
        open.Set();

        await blocking;
        var answers = await Task.WhenAll(waiting);
        Assert.Equal([0, 1, 2], answers);
    }

    [Fact]
    public async Task Close_WritesWait_TheyAreStored()
    {
        var file = (await _fixture.OpenAsync()).OpenFile;
        using Gate gate = new();
        var blocking = file.WriteAsync(gate);
        await gate.Entered;
        var waiting = file.WriteAsync(Write("last"));

        var closing = Task.Run(_fixture.CloseAsync);
        gate.Open();
        await Task.WhenAll(blocking, waiting, closing);

        Assert.Equal(1L, _fixture.Ask<long>("SELECT count(*) FROM grain_state"));
    }

    private static GrainStateWrite Write(string grain) => new(grain, "s", "{}"u8.ToArray(), null);

    private sealed class Failing : SqliteWrite
    {
        public override void Apply(SqliteTransactionScope transaction) => transaction.Session.Execute("INSERT INTO no_such_table VALUES (1)");
    }
}
