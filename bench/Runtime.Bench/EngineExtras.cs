using Orleans.Hosting;
using OrleansAgents.Bench.Grains;

namespace OrleansAgents.Bench;

/// <summary>The one place where the two engines differ for the benchmarks.</summary>
internal static class EngineExtras
{
#if MICROSOFT_ORLEANS
    public const string EngineName = "microsoft";

    /// <summary>Microsoft's packages have no SQLite provider; the figure is left out.</summary>
    public static bool HasSqlite => false;

    public static bool HasPostgres => false;

    public static void AddSqlite(ISiloBuilder silo, string file)
    {
    }

    /// <summary>Microsoft's provider for PostgreSQL is a package apart, with scripts to be run by hand; its figures in docs/performance.md were measured apart.</summary>
    public static Task<IAsyncDisposable?> AddPostgres(ISiloBuilder silo) => Task.FromResult<IAsyncDisposable?>(null);
#else
    public const string EngineName = "builtin";

    public static bool HasSqlite => true;

    public static bool HasPostgres => true;

    /// <summary>Durable when acknowledged, as by default.</summary>
    public static void AddSqlite(ISiloBuilder silo, string file) => silo.AddSqliteGrainStorage(StorageNames.Sqlite, sqlite =>
    {
        sqlite.DataFile = file;
        sqlite.Durability = Storage.SqliteDurability.Full;
    });

    /// <summary>A server of the benchmark's own, with PostgreSQL's own settings of durability: a commit is on the disk when it is acknowledged.</summary>
    public static async Task<IAsyncDisposable?> AddPostgres(ISiloBuilder silo)
    {
        var server = await TestKit.PostgresServer.StartAsync(isDurable: true);
        var connectionString = await server.CreateDatabaseAsync();
        silo.AddAdoNetGrainStorage(StorageNames.Postgres, (Orleans.Configuration.AdoNetGrainStorageOptions options) => options.ConnectionString = connectionString);
        return server;
    }
#endif
}
