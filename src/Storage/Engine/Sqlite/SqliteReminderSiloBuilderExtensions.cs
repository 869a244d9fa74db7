using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Runtime.Reminders;
using OrleansAgents.Storage;

namespace Orleans.Hosting;

/// <summary>Adds reminders that are kept in a SQLite file.</summary>
public static class SqliteReminderSiloBuilderExtensions
{
    /// <summary>Reminders for one process: they survive its restart, however it ended.</summary>
    public static ISiloBuilder UseSqliteReminderService(this ISiloBuilder builder, Action<SqliteStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddReminders();
        builder.Services.AddOptions<SqliteStorageOptions>(SqliteReminderStore.OptionsName).Configure(configure);
        builder.Services.AddSingleton<IConfigurationValidator>(
            static services => new SqliteStorageOptionsValidator(services.GetRequiredService<IOptionsMonitor<SqliteStorageOptions>>(), SqliteReminderStore.OptionsName));
        builder.Services.AddSingleton<SqliteReminderStore>();
        builder.Services.AddSingleton<IReminderStore>(static services => services.GetRequiredService<SqliteReminderStore>());
        builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static services => services.GetRequiredService<SqliteReminderStore>());
        return builder;
    }
}
