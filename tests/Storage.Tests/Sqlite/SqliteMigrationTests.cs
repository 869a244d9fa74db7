using Orleans.Runtime;
using OrleansAgents.Runtime.Tests;

namespace OrleansAgents.Storage.Tests;

/// <summary>On files that older versions of the program have written: Files/version-N.db, one for each version, kept as it was.</summary>
[Promise("T8")]
public sealed class SqliteMigrationTests : IDisposable
{
    private static readonly string Version1 = Path.Combine(AppContext.BaseDirectory, "Sqlite", "Files", "version-1.db");
    private readonly SqliteFixture _fixture = new();

    public SqliteMigrationTests() => File.Copy(Version1, _fixture.DataFile);

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Open_AFileOfVersion1_KeepsItsStateAndTakesEvents()
    {
        Assert.Equal(1L, _fixture.Ask<long>("PRAGMA user_version"));
        var storage = await _fixture.OpenAsync();
        using var events = await new EventFileFixture(_fixture).OpenAsync();

        GrainState<Dictionary<string, string>> state = new();
        await storage.ReadStateAsync("cart", GrainId.Create("cart", "2"), state);
        await storage.WriteStateAsync("cart", GrainId.Create("cart", "2"), state);
        await events.Log.AppendAsync(new EventAppend { Stream = "s", ExpectedSequence = 0, Events = [new NewEvent("a", "{}"u8.ToArray())], Birth = new StreamBirth("o", "t") });

        Assert.Equal("麻婆豆腐", state.State!["dish"]);
        Assert.Equal("5", state.ETag);
        Assert.Equal(1L, _fixture.Ask<long>("SELECT count(*) FROM reminder WHERE name = 'wake'"));
        Assert.Equal(SqliteTables.Version, _fixture.Ask<long>("PRAGMA user_version"));
    }

    [Fact]
    public async Task Open_AgainAfterTheUpgrade_ChangesNothing()
    {
        await _fixture.OpenAsync();
        await _fixture.CloseAsync();
        var upgraded = await File.ReadAllBytesAsync(_fixture.DataFile);

        await _fixture.OpenAsync();
        await _fixture.CloseAsync();

        Assert.Equal(upgraded, await File.ReadAllBytesAsync(_fixture.DataFile));
    }

    [Fact]
    public async Task Open_AnUpgradeThatFails_LeavesTheOldVersion()
    {
        // A table in the way of the last one that the upgrade makes.
        _fixture.Execute("CREATE TABLE idempotency (x)");

        await Assert.ThrowsAsync<SqliteStorageException>(() => _fixture.OpenAsync());

        Assert.Equal(1L, _fixture.Ask<long>("PRAGMA user_version"));
        Assert.Equal(0L, _fixture.Ask<long>("SELECT count(*) FROM sqlite_schema WHERE name = 'event_stream'"));
        _fixture.Execute("DROP TABLE idempotency");
        await _fixture.OpenAsync();
        Assert.Equal(3L, _fixture.Ask<long>("SELECT count(*) FROM grain_state"));
    }

    [Fact]
    public async Task Upgrade_MakesTheTablesOfANewFile()
    {
        await _fixture.OpenAsync();
        using SqliteFixture made = new();
        await made.OpenAsync();

        const string schema = "SELECT group_concat(sql, ';' ORDER BY name) FROM sqlite_schema";
        Assert.Equal(made.Ask<string>(schema), _fixture.Ask<string>(schema));
    }
}
