using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Membership;
using OrleansAgents.Storage;

namespace Orleans.Hosting;

/// <summary>A cluster of several processes on one machine, whose membership table is in a SQLite file.</summary>
public static class SqliteClusteringExtensions
{
    /// <summary>The name under which the options of the membership table's file are configured.</summary>
    private const string OptionsName = "Clustering";

    /// <summary>
    /// Silos with the same cluster id and file are one cluster. Its processes may also use SQLite files for state, reminders, events
    /// and idempotency keys together, this one or others.
    /// </summary>
    public static ISiloBuilder UseSqliteClustering(this ISiloBuilder builder, Action<SqliteStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Add(builder.Services, configure);
        return builder;
    }

    /// <summary>The client finds the silos of its cluster in the file.</summary>
    public static IClientBuilder UseSqliteClustering(this IClientBuilder builder, Action<SqliteStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Add(builder.Services, configure);
        builder.Services.Replace(ServiceDescriptor.Singleton<IViewSource>(static services => new TableViewSource(services.GetRequiredService<IClusterTable>())));
        return builder;
    }

    private static void Add(IServiceCollection services, Action<SqliteStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<SqliteStorageOptions>(OptionsName).Configure(configure);
        services.AddSingleton<IConfigurationValidator>(static provider => new SqliteStorageOptionsValidator(provider.GetRequiredService<IOptionsMonitor<SqliteStorageOptions>>(), OptionsName));
        services.Replace(ServiceDescriptor.Singleton<IClusterTable>(static provider =>
        {
            var cluster = provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId;
            return new SqliteClusterTable(
                SqliteClusterTable.SettingsOf(provider.GetRequiredService<IOptionsMonitor<SqliteStorageOptions>>().Get(OptionsName), cluster),
                cluster,
                provider.GetService<TimeProvider>() ?? TimeProvider.System,
                provider.GetRequiredService<ILogger<SqliteClusterTable>>());
        }));
    }
}
