using Npgsql;
using Orleans.Runtime;
using Orleans.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

/// <summary>What happens to writes and reads when the way to the database, or the database, fails.</summary>
public sealed class PostgresFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly GrainId Grain = GrainId.Create("cart", "1");

    private PostgresStorageFixture _fixture = null!;
    private FaultyProxy _proxy = null!;
    private PostgresGrainStorage _storage = null!;
    private string _direct = "";

    public async Task InitializeAsync()
    {
        _direct = await PostgresFixture.DatabaseOf(this);
        _proxy = new FaultyProxy((await PostgresServer.Shared).Port);

        // The tests wait for locks; half a second is enough for that.
        _fixture = new PostgresStorageFixture(new NpgsqlConnectionStringBuilder(_direct) { Port = _proxy.Port, Options = "-c lock_timeout=500ms" }.ConnectionString);
        _storage = await _fixture.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await _fixture.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Write_ItsAnswerIsLost_IsOfUnknownOutcomeAndMayBeStored()
    {
        GrainState<string> state = new("first");
        await _storage.WriteStateAsync("s", Grain, state);
        state.State = "second";
        var lost = _proxy.LoseAnswers();
        var write = _storage.WriteStateAsync("s", Grain, state);
        await lost.WaitAsync(Patience);
        _proxy.Cut();
        _proxy.DeliverAnswers();

        var failure = await Assert.ThrowsAsync<PostgresOutcomeUnknownException>(() => write);

        Assert.Contains("may or may not have been stored", failure.Message, StringComparison.Ordinal);
        Assert.IsAssignableFrom<InconsistentStateException>(failure);
        GrainState<string> read = new();
        await _storage.ReadStateAsync("s", Grain, read);
        Assert.Equal("second", read.State);

        // Who goes on without reading is refused; who has read goes on.
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("s", Grain, state));
        read.State = "third";
        await _storage.WriteStateAsync("s", Grain, read);
    }

    [Fact]
    public async Task FirstWrite_ItsAnswerIsLost_IsNotRepeated()
    {
        GrainState<string> other = new("x");
        await _storage.WriteStateAsync("warm", Grain, other);
        GrainState<string> state = new("first");
        var lost = _proxy.LoseAnswers();
        var write = _storage.WriteStateAsync("s", Grain, state);
        await lost.WaitAsync(Patience);
        _proxy.Cut();
        _proxy.DeliverAnswers();

        await Assert.ThrowsAsync<PostgresOutcomeUnknownException>(() => write);

        // The doubled write of a caller that knows no better inserts nothing over what is there.
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("s", Grain, state));
        Assert.Equal(1L, await PostgresServer.ExecuteAsync(_direct, "SELECT count(*) FROM orleansagents.grain_state WHERE state_name = 's'"));
    }

    [Fact]
    public async Task Read_TheConnectionsOfThePoolAreCut_IsDoneAgain()
    {
        GrainState<string> state = new("kept");
        await _storage.WriteStateAsync("s", Grain, state);
        await _storage.ReadStateAsync("s", Grain, state);
        _proxy.Cut();

        await _storage.ReadStateAsync("s", Grain, state);

        Assert.Equal("kept", state.State);
    }

    [Fact]
    public async Task Write_AfterTheServerWasAway_WorksAgain()
    {
        GrainState<string> state = new("before");
        await _storage.WriteStateAsync("s", Grain, state);
        _proxy.Refuse(true);
        state.State = "lost";

        // The first finds its connection broken, and cannot know what became of it; those after it cannot connect, and know.
        await Assert.ThrowsAsync<PostgresOutcomeUnknownException>(() => _storage.WriteStateAsync("s", Grain, state));
        var failure = await Assert.ThrowsAsync<PostgresStorageException>(() => _storage.WriteStateAsync("s", Grain, state));
        Assert.Contains("the connection to it failed", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PostgresStorageException>(() => _storage.ReadStateAsync("s", Grain, state));

        _proxy.Refuse(false);
        GrainState<string> read = new();
        await _storage.ReadStateAsync("s", Grain, read);
        read.State = "after";
        await _storage.WriteStateAsync("s", Grain, read);
        await _storage.ReadStateAsync("s", Grain, state);
        Assert.Equal("after", state.State);
    }

    [Fact]
    public async Task Write_TheAnswerIsSlow_WaitsForIt_AndOthersShareTheNextTransaction()
    {
        await _storage.WriteStateAsync("warm", Grain, new GrainState<string>("x"));
        _proxy.Hold();
        var writes = Enumerable.Range(0, 50).Select(i => _storage.WriteStateAsync("s", GrainId.Create("cart", $"slow {i}"), new GrainState<string>("x"))).ToArray();
        Assert.DoesNotContain(writes, static write => write.IsCompleted);
        _proxy.Release();

        await Task.WhenAll(writes).WaitAsync(Patience);

        // All were queued while the first transaction was under way, whatever of them it took.
        Assert.InRange((long)(await PostgresServer.ExecuteAsync(_direct, "SELECT count(DISTINCT xmin::text) FROM orleansagents.grain_state WHERE state_name = 's'"))!, 1, 2);
    }

    [Fact]
    public async Task Write_OfANameThatCannotBeStored_FailsAlone()
    {
        _proxy.Hold();
        var bad = _storage.WriteStateAsync("s\0", Grain, new GrainState<string>("x"));
        var good = Enumerable.Range(0, 20).Select(i => _storage.WriteStateAsync("s", GrainId.Create("cart", $"{i}"), new GrainState<string>("x"))).ToArray();
        _proxy.Release();

        var failure = await Assert.ThrowsAsync<PostgresStorageException>(() => bad.WaitAsync(Patience));
        await Task.WhenAll(good).WaitAsync(Patience);

        Assert.Contains("U+0000", failure.Message, StringComparison.Ordinal);
        Assert.Equal(20L, await PostgresServer.ExecuteAsync(_direct, "SELECT count(*) FROM orleansagents.grain_state WHERE state_name = 's'"));
    }

    [Fact]
    public async Task Write_ToARowThatIsLocked_FailsByItselfAndSaysWhy()
    {
        GrainState<string> state = new("x");
        await _storage.WriteStateAsync("s", Grain, state);
        await using NpgsqlConnection operatorsConnection = new(_direct);
        await operatorsConnection.OpenAsync();
        await using var transaction = await operatorsConnection.BeginTransactionAsync();
        await using (NpgsqlCommand command = new("SELECT FROM orleansagents.grain_state FOR UPDATE", operatorsConnection)) await command.ExecuteNonQueryAsync();

        var blocked = _storage.WriteStateAsync("s", Grain, state);
        var others = Enumerable.Range(0, 10).Select(i => _storage.WriteStateAsync("t", GrainId.Create("cart", $"{i}"), new GrainState<string>("x"))).ToArray();

        var failure = await Assert.ThrowsAsync<PostgresStorageException>(() => blocked.WaitAsync(Patience));
        await Task.WhenAll(others).WaitAsync(Patience);
        Assert.Contains("a lock was not released in time", failure.Message, StringComparison.Ordinal);
        await transaction.RollbackAsync();
        await _storage.WriteStateAsync("s", Grain, state);
    }

    [Theory]
    [InlineData("53100", "its disk is full")]
    [InlineData("25006", "it is read-only")]
    [InlineData("54000", "larger than it accepts")]
    public async Task Write_TheServerRefuses_SaysWhatToDo_AndTheNextWorks(string sqlState, string text)
    {
        GrainState<string> state = new("x");
        await PostgresServer.ExecuteAsync(
            _direct,
            $"""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '{sqlState}'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON orleansagents.grain_state EXECUTE FUNCTION refuse();
            """);
        try
        {
            var failure = await Assert.ThrowsAsync<PostgresStorageException>(() => _storage.WriteStateAsync("s", Grain, state));
            Assert.Contains(text, failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            await PostgresServer.ExecuteAsync(_direct, "DROP FUNCTION refuse CASCADE");
        }

        await _storage.WriteStateAsync("s", Grain, state);
    }

    [Fact]
    public async Task Write_WhenTheSiloStops_IsFinished_AndTheNextIsRefused()
    {
        _proxy.Hold();
        var write = _storage.WriteStateAsync("s", Grain, new GrainState<string>("last"));
        var stop = _storage.StopAsync(default);
        _proxy.Release();

        await write.WaitAsync(Patience);
        await stop.WaitAsync(Patience);
        await Assert.ThrowsAsync<PostgresStorageException>(() => _storage.WriteStateAsync("s", Grain, new GrainState<string>("late")));
        await _fixture.OpenAsync();
    }
}
