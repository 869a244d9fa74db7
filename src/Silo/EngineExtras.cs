#if MICROSOFT_ORLEANS
using Orleans.Runtime;
#else
using Orleans.Configuration;
#endif

namespace OrleansAgents.Silo;

/// <summary>The one place of this project that knows which engine it is compiled on.</summary>
internal static class EngineExtras
{
    /// <summary>Where a silo's process that is told nothing meets others.</summary>
    public const ClusterStore SiloStoreDefault =
#if MICROSOFT_ORLEANS
        ClusterStore.None;
#else
        ClusterStore.Sqlite;
#endif

    /// <summary>A cluster of this process alone, or of all that use a store.</summary>
    public static ISiloBuilder UseAssistantClustering(this ISiloBuilder silo, SiloOptions options, ClusterStoreOptions cluster, DataOptions data)
    {
#if MICROSOFT_ORLEANS
        RequireNone(cluster);
        _ = data;
        return silo.UseLocalhostClustering(options.Port, options.GatewayPort, primarySiloEndpoint: null, options.ServiceId, options.ClusterId);
#else
        if (cluster.Store == ClusterStore.None)
        {
            return silo.UseInProcessClustering(options.ServiceId, options.ClusterId);
        }

        silo.Configure<ClusterOptions>(names => (names.ClusterId, names.ServiceId) = (options.ClusterId, options.ServiceId));
        silo.Configure<Orleans.Configuration.SiloOptions>(self => self.SiloName = options.Name.Length > 0 ? options.Name : $"silo-{options.Port}");
        silo.Configure<ClusterLeaseOptions>(lease =>
        {
            lease.LeaseDuration = TimeSpan.FromSeconds(cluster.LeaseSeconds);
            lease.TableOutage = cluster.StopWithoutStore ? TableOutagePolicy.Fence : TableOutagePolicy.KeepServing;
        });
        silo.ConfigureEndpoints(options.Address == SiloOptions.OwnAddress ? null : options.Address, options.Port, options.GatewayPort, listenOnAnyHostAddress: options.ListenOnAny);
        if (cluster.Secret.Length > 0)
        {
            silo.UseClusterSecret(cluster.Secret);
        }

        if (cluster.CertificateFile.Length > 0)
        {
            silo.UseTls(tls => ConfigureTls(tls, cluster));
        }

        return cluster.Store == ClusterStore.Sqlite
            ? silo.UseSqliteClustering(data.ConfigureClusterFile)
            : silo.UseAdoNetClustering((AdoNetClusteringSiloOptions store) => store.ConnectionString = cluster.ConnectionString);
#endif
    }

    /// <summary>The states of grains.</summary>
    public static ISiloBuilder UseAssistantStorage(this ISiloBuilder silo, ClusterStoreOptions cluster, DataOptions data)
    {
#if !MICROSOFT_ORLEANS
        if (cluster.Store == ClusterStore.Postgres)
        {
            return silo.AddAdoNetGrainStorageAsDefault((AdoNetGrainStorageOptions store) => store.ConnectionString = cluster.ConnectionString);
        }
#endif
        return silo.AddSqliteGrainStorageAsDefault(data.ConfigureDataFile);
    }

    /// <summary>Reminders that survive the process, where the engine has a seam for a store in a file.</summary>
    public static ISiloBuilder UseAssistantReminders(this ISiloBuilder silo, ClusterStoreOptions cluster, DataOptions data)
    {
#if MICROSOFT_ORLEANS
        _ = (cluster, data);
        return silo.UseInMemoryReminderService();
#else
        return cluster.Store == ClusterStore.Postgres
            ? silo.UseAdoNetReminderService((AdoNetReminderTableOptions store) => store.ConnectionString = cluster.ConnectionString)
            : silo.UseSqliteReminderService(data.ConfigureDataFile);
#endif
    }

    /// <summary>A client of the silos that use a store.</summary>
    public static IClientBuilder UseAssistantClustering(this IClientBuilder client, SiloOptions options, ClusterStoreOptions cluster, DataOptions data)
    {
#if MICROSOFT_ORLEANS
        RequireNone(cluster);
        _ = data;
        return client.UseLocalhostClustering(options.GatewayPort, options.ServiceId, options.ClusterId);
#else
        client.Configure<ClusterOptions>(names => (names.ClusterId, names.ServiceId) = (options.ClusterId, options.ServiceId));
        if (cluster.Secret.Length > 0)
        {
            client.UseClusterSecret(cluster.Secret);
        }

        if (cluster.CertificateFile.Length > 0)
        {
            client.UseTls(tls => ConfigureTls(tls, cluster));
        }

        return cluster.Store == ClusterStore.Sqlite
            ? client.UseSqliteClustering(data.ConfigureClusterFile)
            : client.UseAdoNetClustering((AdoNetClusteringClientOptions store) => store.ConnectionString = cluster.ConnectionString);
#endif
    }

    /// <summary>The version of the list of members that this silo follows, and its own activations; -1 where the engine does not tell.</summary>
    public static (long Version, int Activations) ViewOf(IServiceProvider services)
    {
#if MICROSOFT_ORLEANS
        _ = services;
        return (-1, -1);
#else
        var silo = services.GetRequiredService<Orleans.Runtime.SiloRuntime>();
        return (silo.ViewVersion, silo.ActivationCount);
#endif
    }

#if MICROSOFT_ORLEANS
    private static void RequireNone(ClusterStoreOptions cluster)
    {
        if (cluster.Store != ClusterStore.None)
        {
            throw new OrleansConfigurationException($"Cluster:Store is {cluster.Store}, but this program was built on Microsoft's engine, for which it has no such store; set Cluster:Store=none, or build it on the engine in src/Runtime.");
        }
    }
#else
    private static void ConfigureTls(Orleans.Connections.Security.TlsOptions tls, ClusterStoreOptions cluster)
    {
        tls.CertificateFile = cluster.CertificateFile;
        tls.KeyFile = cluster.KeyFile.Length > 0 ? cluster.KeyFile : null;
        tls.AuthorityFile = cluster.AuthorityFile.Length > 0 ? cluster.AuthorityFile : null;
    }
#endif
}
