using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using OrleansAgents.Storage;

namespace Orleans.Hosting;

/// <summary>Adds grain storage in a SQLite file.</summary>
public static class SqliteStorageSiloBuilderExtensions
{
    /// <summary>Adds SQLite storage under a name.</summary>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder builder, string name, Action<SqliteStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<SqliteStorageOptions>(name).Configure(configure);
        builder.Services.AddSingleton<IConfigurationValidator>(
            services => new SqliteStorageOptionsValidator(services.GetRequiredService<IOptionsMonitor<SqliteStorageOptions>>(), name));
        builder.Services.AddGrainStorage(name, SqliteGrainStorage.Create);
        return builder;
    }

    /// <summary>Adds SQLite storage for the states that name no storage.</summary>
    public static ISiloBuilder AddSqliteGrainStorageAsDefault(this ISiloBuilder builder, Action<SqliteStorageOptions> configure)
        => builder.AddSqliteGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configure);
}
