using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Timers;

namespace Orleans;

/// <summary>Reminders of a grain: durable, unlike its timers, and able to activate it.</summary>
public static class GrainReminderExtensions
{
    /// <summary>Registers a reminder, or replaces the one of this name, and returns when it is stored.</summary>
    /// <param name="grain">The grain itself; it implements <see cref="IRemindable"/>.</param>
    /// <param name="reminderName">Unique within the grain.</param>
    /// <param name="dueTime">From now to the first tick; zero for at once.</param>
    /// <param name="period">From tick to tick; at least <see cref="Hosting.ReminderOptions.MinimumReminderPeriod"/>.</param>
    /// <exception cref="InvalidOperationException">The grain does not implement <see cref="IRemindable"/>, or the silo has no reminder service.</exception>
    /// <exception cref="ArgumentException">The name is empty, or a time is out of range.</exception>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period)
        => Register(grain, grain?.GrainContext, reminderName, dueTime, period);

    /// <inheritdoc cref="RegisterOrUpdateReminder(Grain, string, TimeSpan, TimeSpan)"/>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period)
        => Register(grain, grain?.GrainContext, reminderName, dueTime, period);

    /// <summary>Removes a reminder; a tick that is already on its way may still arrive.</summary>
    /// <exception cref="ReminderException">The reminder is gone, or was registered anew since the handle was obtained.</exception>
    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) => Unregister(grain?.GrainContext, reminder);

    /// <inheritdoc cref="UnregisterReminder(Grain, IGrainReminder)"/>
    public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder) => Unregister(grain?.GrainContext, reminder);

    /// <summary>The reminder of this name, or null.</summary>
    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) => Get(grain?.GrainContext, reminderName);

    /// <inheritdoc cref="GetReminder(Grain, string)"/>
    public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName) => Get(grain?.GrainContext, reminderName);

    /// <summary>All reminders of the grain.</summary>
    public static Task<List<IGrainReminder>> GetReminders(this Grain grain) => GetAll(grain?.GrainContext);

    /// <inheritdoc cref="GetReminders(Grain)"/>
    public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain) => GetAll(grain?.GrainContext);

    private static Task<IGrainReminder> Register(object? grain, IGrainContext? context, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(grain);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrWhiteSpace(reminderName);
        if (grain is not IRemindable)
        {
            throw new InvalidOperationException(
                $"Grain class {grain.GetType()} registers reminder '{reminderName}' but does not implement {nameof(IRemindable)}; add the interface, so that its ticks have a method to arrive at.");
        }

        return RegistryOf(context).RegisterOrUpdateReminder(context.GrainId, reminderName, dueTime, period);
    }

    private static Task Unregister(IGrainContext? context, IGrainReminder reminder)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(reminder);
        return RegistryOf(context).UnregisterReminder(context.GrainId, reminder);
    }

    private static Task<IGrainReminder?> Get(IGrainContext? context, string reminderName)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrWhiteSpace(reminderName);
        return RegistryOf(context).GetReminder(context.GrainId, reminderName);
    }

    private static Task<List<IGrainReminder>> GetAll(IGrainContext? context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return RegistryOf(context).GetReminders(context.GrainId);
    }

    private static IReminderRegistry RegistryOf(IGrainContext context)
        => context.ActivationServices.GetService<IReminderRegistry>() ?? throw new InvalidOperationException(
            $"Grain {context.GrainId} uses reminders, but this silo has no reminder service; add one when the silo is built, for example siloBuilder.UseInMemoryReminderService().");
}
