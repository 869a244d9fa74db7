using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;
using OrleansAgents.Storage;

namespace Orleans.Configuration
{
    /// <summary>Grain storage in a database.</summary>
    public class AdoNetGrainStorageOptions
    {
        /// <inheritdoc cref="AdoNetClusteringSiloOptions.ConnectionString"/>
        [Redact]
        public string? ConnectionString { get; set; }

        /// <inheritdoc cref="AdoNetClusteringSiloOptions.Invariant"/>
        public string Invariant { get; set; } = AdoNetOptions.Npgsql;

        /// <summary>The stage of the silo's start at which the database is connected to.</summary>
        public int InitStage { get; set; } = ServiceLifecycleStage.RuntimeStorageServices;

        /// <summary>Changes how state is turned into JSON.</summary>
        public Action<JsonSerializerOptions>? ConfigureJson { get; set; }
    }
}

namespace Orleans.Hosting
{
    /// <summary>Adds grain storage in a PostgreSQL database.</summary>
    public static class AdoNetGrainStorageSiloBuilderExtensions
    {
        /// <summary>Adds storage for the states that name no storage.</summary>
        public static ISiloBuilder AddAdoNetGrainStorageAsDefault(this ISiloBuilder builder, Action<AdoNetGrainStorageOptions> configureOptions)
            => builder.AddAdoNetGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

        /// <inheritdoc cref="AddAdoNetGrainStorageAsDefault(ISiloBuilder, Action{AdoNetGrainStorageOptions})"/>
        public static ISiloBuilder AddAdoNetGrainStorageAsDefault(this ISiloBuilder builder, Action<OptionsBuilder<AdoNetGrainStorageOptions>>? configureOptions = null)
            => builder.AddAdoNetGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

        /// <summary>Adds storage under a name. Storages, reminders and event logs of a silo with the same connection string share transactions.</summary>
        public static ISiloBuilder AddAdoNetGrainStorage(this ISiloBuilder builder, string name, Action<AdoNetGrainStorageOptions> configureOptions)
            => builder.AddAdoNetGrainStorage(name, (OptionsBuilder<AdoNetGrainStorageOptions> options) => options.Configure(configureOptions));

        /// <inheritdoc cref="AddAdoNetGrainStorage(ISiloBuilder, string, Action{AdoNetGrainStorageOptions})"/>
        public static ISiloBuilder AddAdoNetGrainStorage(this ISiloBuilder builder, string name, Action<OptionsBuilder<AdoNetGrainStorageOptions>>? configureOptions = null)
        {
            ArgumentNullException.ThrowIfNull(builder);
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            var options = builder.Services.AddOptions<AdoNetGrainStorageOptions>(name);
            configureOptions?.Invoke(options);
            builder.Services.AddSingleton<IConfigurationValidator>(services => new Validator(services.GetRequiredService<IOptionsMonitor<AdoNetGrainStorageOptions>>(), name));
            builder.Services.AddPostgresDatabases();
            builder.Services.AddGrainStorage(name, PostgresGrainStorage.Create);
            return builder;
        }

        private sealed class Validator(IOptionsMonitor<AdoNetGrainStorageOptions> monitor, string name) : IConfigurationValidator
        {
            public void ValidateConfiguration()
                => AdoNetOptions.Validate($"{nameof(AdoNetGrainStorageOptions)} of '{name}'", monitor.Get(name).Invariant, monitor.Get(name).ConnectionString);
        }
    }
}
