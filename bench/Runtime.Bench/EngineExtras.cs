using Orleans.Hosting;

namespace OrleansAgents.Bench;

/// <summary>The one place where the two engines differ for the benchmarks.</summary>
internal static class EngineExtras
{
#if MICROSOFT_ORLEANS
    public const string EngineName = "microsoft";
    public static bool HasSqlite => false;

    public static void AddSqlite(ISiloBuilder silo, string path)
    {
        // Microsoft's packages have no SQLite provider; the figure is left out.
    }
#else
    public const string EngineName = "builtin";
    public static bool HasSqlite => false;

    public static void AddSqlite(ISiloBuilder silo, string path)
    {
    }
#endif
}
