using Orleans.Runtime.Membership;

namespace OrleansAgents.Storage;

/// <summary>A membership table that several processes use: it tells which cluster it is of, equal in all of them.</summary>
internal interface IClusterIdentity
{
    string Identity { get; }
}

/// <summary>Whether two silos are of one cluster, as far as a store can tell.</summary>
internal static class ClusterIdentity
{
    /// <summary>Equal for silos of one cluster. A table in memory is the cluster itself.</summary>
    public static object? Of(IClusterTable? table) => table is IClusterIdentity { Identity: var identity } ? identity : table;

    /// <summary>The cluster whose processes may share SQLite files: one that keeps its membership in such a file, and so is on one machine.</summary>
    public static string? SharingOf(IClusterTable? table) => (table as SqliteClusterTable)?.Identity;
}
