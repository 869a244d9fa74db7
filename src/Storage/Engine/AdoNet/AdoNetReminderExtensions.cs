using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Reminders;
using OrleansAgents.Storage;

namespace Orleans.Hosting;

/// <summary>Adds reminders that are kept in a PostgreSQL database.</summary>
public static class AdoNetReminderSiloBuilderExtensions
{
    /// <summary>Reminders of the service, for all silos of its cluster.</summary>
    public static ISiloBuilder UseAdoNetReminderService(this ISiloBuilder builder, Action<AdoNetReminderTableOptions> configureOptions)
        => builder.UseAdoNetReminderService((OptionsBuilder<AdoNetReminderTableOptions> options) => options.Configure(configureOptions));

    /// <inheritdoc cref="UseAdoNetReminderService(ISiloBuilder, Action{AdoNetReminderTableOptions})"/>
    public static ISiloBuilder UseAdoNetReminderService(this ISiloBuilder builder, Action<OptionsBuilder<AdoNetReminderTableOptions>> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configureOptions);
        builder.AddReminders();
        configureOptions(builder.Services.AddOptions<AdoNetReminderTableOptions>());
        builder.Services.AddSingleton<IConfigurationValidator, Validator>();
        builder.Services.AddPostgresDatabases();
        builder.Services.AddSingleton<PostgresReminderStore>();
        builder.Services.AddSingleton<IReminderStore>(static services => services.GetRequiredService<PostgresReminderStore>());
        builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static services => services.GetRequiredService<PostgresReminderStore>());
        return builder;
    }

    private sealed class Validator(IOptions<AdoNetReminderTableOptions> options) : IConfigurationValidator
    {
        public void ValidateConfiguration() => AdoNetOptions.Validate(nameof(AdoNetReminderTableOptions), options.Value.Invariant, options.Value.ConnectionString);
    }
}
