using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

public sealed class PostgresOpeningTests
{
    [Fact]
    public async Task Open_AnEmptyDatabaseByManyAtOnce_MakesTheTablesOnce()
    {
        var connectionString = await (await PostgresServer.Shared).CreateDatabaseAsync();

        var open = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => OpenAsync(connectionString))));

        Assert.Equal(PostgresTables.Version, await PostgresServer.ExecuteAsync(connectionString, "SELECT version FROM orleansagents.schema_version"));
        Assert.Equal(1L, await PostgresServer.ExecuteAsync(connectionString, "SELECT count(*) FROM orleansagents.schema_version"));
        foreach (var database in open) await database.DisposeAsync();
    }

    [Fact]
    public async Task Open_ASchemaOfANewerVersion_IsRefusedAndLeftAlone()
    {
        var connectionString = await MadeAsync();
        await PostgresServer.ExecuteAsync(connectionString, "UPDATE orleansagents.schema_version SET version = 99");

        var failure = await Assert.ThrowsAsync<PostgresStorageException>(() => OpenAsync(connectionString));

        Assert.Contains("has version 99", failure.Message, StringComparison.Ordinal);
        Assert.Contains("run the newer program", failure.Message, StringComparison.Ordinal);
        Assert.Equal(99, await PostgresServer.ExecuteAsync(connectionString, "SELECT version FROM orleansagents.schema_version"));
    }

    [Fact]
    public async Task Open_WithNoRightToMakeASchema_IsRefused_AndWorksOnOneThatIsThere()
    {
        var connectionString = await (await PostgresServer.Shared).CreateDatabaseAsync();
        var user = $"u{Guid.NewGuid():N}";
        await PostgresServer.ExecuteAsync(connectionString, $"CREATE USER {user}");
        var asUser = new NpgsqlConnectionStringBuilder(connectionString) { Username = user }.ConnectionString;

        var failure = await Assert.ThrowsAsync<PostgresStorageException>(() => OpenAsync(asUser));
        Assert.Contains("this user lacks a right", failure.Message, StringComparison.Ordinal);

        await using (await OpenAsync(connectionString))
        {
        }

        await PostgresServer.ExecuteAsync(connectionString, $"GRANT USAGE ON SCHEMA orleansagents TO {user}; GRANT ALL ON ALL TABLES IN SCHEMA orleansagents TO {user}");
        await using (await OpenAsync(asUser))
        {
        }
    }

    [Fact]
    public async Task Open_ADatabaseThatDoesNotExist_SaysSo()
    {
        var failure = await Assert.ThrowsAsync<PostgresStorageException>(async () => await OpenAsync((await PostgresServer.Shared).ConnectionString("none")));

        Assert.Contains("there is no such database", failure.Message, StringComparison.Ordinal);
        Assert.Contains("/none'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AServerThatIsDown_SaysWhereItWasLookedFor()
    {
        // Bound and not listening: nobody else can be there, and connections are refused.
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;

        var failure = await Assert.ThrowsAsync<PostgresStorageException>(async () => await OpenAsync((await PostgresServer.Shared).ConnectionString("any", port)));

        Assert.Contains($"'127.0.0.1:{port}/any'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the connection to it failed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AReadOnlyDatabase_ReadsAndSaysWhyItDoesNotWrite()
    {
        var connectionString = await MadeAsync();
        await PostgresServer.ExecuteAsync(connectionString, $"ALTER DATABASE {new NpgsqlConnectionStringBuilder(connectionString).Database} SET default_transaction_read_only = on");
        await using var database = await OpenAsync(connectionString);

        var failure = await Assert.ThrowsAsync<PostgresStorageException>(() => database.WriteAsync(new PostgresEventStreamChange("s", "title")));

        Assert.Contains("it is read-only", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Target_OfAConnectionString_ShowsNoPassword()
        => Assert.Equal("'db.example:5433/orleans'", PostgresConnection.TargetOf("Host=db.example;Port=5433;Database=orleans;Username=u;Password=secret"));

    private static async Task<string> MadeAsync()
    {
        var connectionString = await (await PostgresServer.Shared).CreateDatabaseAsync();
        await using (await OpenAsync(connectionString))
        {
        }

        return connectionString;
    }

    private static Task<PostgresDatabase> OpenAsync(string connectionString)
        => PostgresDatabase.OpenAsync(new PostgresSettings(connectionString), fence: null, NullLogger.Instance, default);
}
