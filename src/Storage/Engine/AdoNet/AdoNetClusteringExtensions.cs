using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Membership;
using OrleansAgents.Storage;

namespace Orleans.Hosting;

/// <summary>Keeps the membership table in a PostgreSQL database.</summary>
public static class AdoNetHostingExtensions
{
    /// <summary>Silos with the same cluster id and database are one cluster.</summary>
    public static ISiloBuilder UseAdoNetClustering(this ISiloBuilder builder, Action<AdoNetClusteringSiloOptions> configureOptions)
        => builder.UseAdoNetClustering((OptionsBuilder<AdoNetClusteringSiloOptions> options) => options.Configure(configureOptions));

    /// <inheritdoc cref="UseAdoNetClustering(ISiloBuilder, Action{AdoNetClusteringSiloOptions})"/>
    public static ISiloBuilder UseAdoNetClustering(this ISiloBuilder builder, Action<OptionsBuilder<AdoNetClusteringSiloOptions>> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configureOptions);
        configureOptions(builder.Services.AddOptions<AdoNetClusteringSiloOptions>());
        builder.Services.AddSingleton<IConfigurationValidator, SiloValidator>();
        Add(builder.Services, static services => services.GetRequiredService<IOptions<AdoNetClusteringSiloOptions>>().Value.ConnectionString!);
        return builder;
    }

    /// <summary>The client finds the silos of its cluster in the database.</summary>
    public static IClientBuilder UseAdoNetClustering(this IClientBuilder builder, Action<AdoNetClusteringClientOptions> configureOptions)
        => builder.UseAdoNetClustering((OptionsBuilder<AdoNetClusteringClientOptions> options) => options.Configure(configureOptions));

    /// <inheritdoc cref="UseAdoNetClustering(IClientBuilder, Action{AdoNetClusteringClientOptions})"/>
    public static IClientBuilder UseAdoNetClustering(this IClientBuilder builder, Action<OptionsBuilder<AdoNetClusteringClientOptions>> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configureOptions);
        configureOptions(builder.Services.AddOptions<AdoNetClusteringClientOptions>());
        builder.Services.AddSingleton<IConfigurationValidator, ClientValidator>();
        Add(builder.Services, static services => services.GetRequiredService<IOptions<AdoNetClusteringClientOptions>>().Value.ConnectionString!);
        builder.Services.Replace(ServiceDescriptor.Singleton<IViewSource>(static services => new TableViewSource(services.GetRequiredService<IClusterTable>())));
        return builder;
    }

    private static void Add(IServiceCollection services, Func<IServiceProvider, string> connectionString)
        => services.Replace(ServiceDescriptor.Singleton<IClusterTable>(provider => new PostgresClusterTable(
            connectionString(provider),
            provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId,
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<ILogger<PostgresClusterTable>>())));

    private sealed class SiloValidator(IOptions<AdoNetClusteringSiloOptions> options) : IConfigurationValidator
    {
        public void ValidateConfiguration() => AdoNetOptions.Validate(nameof(AdoNetClusteringSiloOptions), options.Value.Invariant, options.Value.ConnectionString);
    }

    private sealed class ClientValidator(IOptions<AdoNetClusteringClientOptions> options) : IConfigurationValidator
    {
        public void ValidateConfiguration() => AdoNetOptions.Validate(nameof(AdoNetClusteringClientOptions), options.Value.Invariant, options.Value.ConnectionString);
    }
}
