using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace OrleansAgents.Storage;

/// <summary>What all stores on PostgreSQL of one host share.</summary>
internal static class PostgresServices
{
    public static IServiceCollection AddPostgresDatabases(this IServiceCollection services)
    {
        services.TryAddSingleton(static provider => new PostgresDatabases(
            provider.GetRequiredService<ILogger<PostgresDatabase>>(),
            connectionString => EngineExtras.FenceOf(provider, connectionString)));
        return services;
    }
}
