using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansAgents.Storage;

namespace Orleans.Hosting;

/// <summary>Adds the event log in a PostgreSQL database.</summary>
public static class PostgresEventLogHostingExtensions
{
    /// <summary>
    /// Adds <see cref="IEventLog"/> and <see cref="IIdempotencyStore"/> to a host, with or without a silo. Grain storages of the host with
    /// the same connection string share transactions with it.
    /// </summary>
    public static IServiceCollection AddPostgresEventLog(this IServiceCollection services, Action<PostgresEventLogOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.Configure(configure);
        services.AddPostgresDatabases();
        return services.AddEventLog<PostgresEventDatabase, PostgresEventLog, PostgresIdempotencyStore>(static provider => new PostgresEventDatabase(
            provider.GetRequiredService<IOptions<PostgresEventLogOptions>>(), provider.GetRequiredService<PostgresDatabases>(), provider.GetService<TimeProvider>() ?? TimeProvider.System));
    }

    /// <inheritdoc cref="AddPostgresEventLog(IServiceCollection, Action{PostgresEventLogOptions})"/>
    public static ISiloBuilder AddPostgresEventLog(this ISiloBuilder builder, Action<PostgresEventLogOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddPostgresEventLog(configure);
        return builder;
    }
}
