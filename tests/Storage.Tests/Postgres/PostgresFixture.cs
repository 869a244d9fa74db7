using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

/// <summary>
/// Gives each test an empty database. A class of tests has one database, whose tables are emptied for each of its tests, since that is
/// faster than to make another; classes run at the same time, so they do not share one.
/// </summary>
internal static class PostgresFixture
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, Lazy<Task<string>>> Databases = new();

    /// <summary>Tables this small are emptied faster row by row.</summary>
    private const string Empty =
        """
        DELETE FROM orleansagents.grain_state; DELETE FROM orleansagents.reminder; DELETE FROM orleansagents.event_stream; DELETE FROM orleansagents.event;
        DELETE FROM orleansagents.idempotency; DELETE FROM orleansagents.cluster; DELETE FROM orleansagents.silo;
        """;

    /// <summary>The tests of one class run one after another, so nobody else uses its database.</summary>
    /// <returns>The connection string.</returns>
    public static async Task<string> DatabaseOf(object test)
    {
        var connectionString = await Databases.GetOrAdd(test.GetType(), static _ => new Lazy<Task<string>>(MakeAsync)).Value;
        await PostgresServer.ExecuteAsync(connectionString, Empty);
        return connectionString;
    }

    private static async Task<string> MakeAsync()
    {
        var connectionString = await (await PostgresServer.Shared).CreateDatabaseAsync();
        await using var source = PostgresConnection.ForReads(connectionString);
        await PostgresSchema.PrepareAsync(source, "'test'", default);
        return connectionString;
    }
}
