using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansAgents.Storage;

namespace Orleans.Hosting;

/// <summary>Adds the event log in a SQLite file.</summary>
public static class SqliteEventLogHostingExtensions
{
    /// <summary>
    /// Adds <see cref="IEventLog"/> and <see cref="IIdempotencyStore"/> to a host, with or without a silo. The file is open while the
    /// host runs. It may be the file of the grains' state, if the options are the same; appends then share transactions with states.
    /// </summary>
    public static IServiceCollection AddSqliteEventLog(this IServiceCollection services, Action<SqliteStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<SqliteStorageOptions>(SqliteEventFile.OptionsName).Configure(configure);
        return services.AddEventLog<SqliteEventFile, SqliteEventLog, SqliteIdempotencyStore>(static provider => new SqliteEventFile(
            provider.GetRequiredService<IOptionsMonitor<SqliteStorageOptions>>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<ILogger<SqliteEventFile>>(),
            () => EngineExtras.SharingOf(provider)));
    }

    /// <inheritdoc cref="AddSqliteEventLog(IServiceCollection, Action{SqliteStorageOptions})"/>
    public static ISiloBuilder AddSqliteEventLog(this ISiloBuilder builder, Action<SqliteStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSqliteEventLog(configure);
        return builder;
    }
}
