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

    public static void AddSqlite(ISiloBuilder silo, string file)
    {
    }
#else
    public const string EngineName = "builtin";

    public static bool HasSqlite => true;

    /// <summary>Durable when acknowledged, as by default.</summary>
    public static void AddSqlite(ISiloBuilder silo, string file) => silo.AddSqliteGrainStorage(StorageNames.Sqlite, sqlite =>
    {
        sqlite.DataFile = file;
        sqlite.Durability = Storage.SqliteDurability.Full;
    });
#endif
}
