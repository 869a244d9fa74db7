using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Runtime;
using Orleans.Runtime.Reminders;
using Orleans.Timers;

namespace Orleans.Hosting;

/// <summary>Adds the reminder service to a silo. A store for the reminders is added with it or separately.</summary>
public static class SiloBuilderReminderExtensions
{
    /// <summary>Adds the reminder service without a store; a provider's own method calls this.</summary>
    public static ISiloBuilder AddReminders(this ISiloBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddReminders();
        return builder;
    }

    /// <inheritdoc cref="AddReminders(ISiloBuilder)"/>
    public static void AddReminders(this IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(ReminderService)))
        {
            return;
        }

        services.AddOptions<ReminderOptions>();
        services.AddSingleton<ReminderService>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<ReminderService>());
        services.TryAddSingleton<IReminderRegistry, ReminderRegistry>();
        services.AddSingleton<IConfigurationValidator, ReminderOptionsValidator>();
        services.AddSingleton<IConfigurationValidator, ReminderStoreValidator>();
    }
}

/// <summary>Adds reminders that are kept in memory.</summary>
public static class SiloBuilderReminderMemoryExtensions
{
    /// <summary>Reminders for development and tests: all silos of the cluster see them, a restart of the cluster loses them.</summary>
    public static ISiloBuilder UseInMemoryReminderService(this ISiloBuilder builder)
    {
        builder.AddReminders();
        builder.Services.TryAddSingleton<IReminderStore, MemoryReminderStore>();
        return builder;
    }
}

/// <summary>Says at start that reminders were added without a place to keep them.</summary>
internal sealed class ReminderStoreValidator(IServiceProviderIsService services) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        if (!services.IsService(typeof(IReminderStore)))
        {
            throw new OrleansConfigurationException(
                "The silo has a reminder service but no store for it. Add one, for example siloBuilder.UseInMemoryReminderService(), or remove AddReminders().");
        }
    }
}
