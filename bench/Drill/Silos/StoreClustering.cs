using Orleans.Configuration;

namespace OrleansAgents.Drill.Silos;

/// <summary>Where silos and the drill's client meet.</summary>
internal static class StoreClustering
{
    public const string Postgres = "postgres";
    public const string Sqlite = "sqlite";

    private const string ClusterId = "drill";

    /// <param name="silo">The silo.</param>
    /// <param name="store">One of the names above.</param>
    /// <param name="data">The database as Npgsql takes it, or the SQLite file.</param>
    /// <param name="secret">Of the cluster.</param>
    public static ISiloBuilder UseStore(this ISiloBuilder silo, string store, string data, string secret)
    {
        silo.Configure<ClusterOptions>(static names => (names.ClusterId, names.ServiceId) = (ClusterId, ClusterId)).UseClusterSecret(secret);
        return store == Sqlite
            ? silo.UseSqliteClustering(file => file.DataFile = data)
            : silo.UseAdoNetClustering((AdoNetClusteringSiloOptions database) => database.ConnectionString = data);
    }

    /// <inheritdoc cref="UseStore(ISiloBuilder, string, string, string)"/>
    /// <param name="client">The client.</param>
    public static IClientBuilder UseStore(this IClientBuilder client, string store, string data, string secret)
    {
        client.Configure<ClusterOptions>(static names => (names.ClusterId, names.ServiceId) = (ClusterId, ClusterId)).UseClusterSecret(secret);
        return store == Sqlite
            ? client.UseSqliteClustering(file => file.DataFile = data)
            : client.UseAdoNetClustering((AdoNetClusteringClientOptions database) => database.ConnectionString = data);
    }
}
