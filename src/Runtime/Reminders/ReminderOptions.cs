using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Options of the reminder service.</summary>
public sealed class ReminderOptions
{
    /// <summary>The shortest period that a grain may ask for; one minute unless lowered.</summary>
    public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a silo reads again what comes due, to find what others have registered for its grains; five minutes.</summary>
    public TimeSpan RefreshReminderListPeriod { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How far ahead a silo reads; ten minutes. A store that stays away longer than this delays ticks.</summary>
    public TimeSpan ReminderLoadingWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a starting silo tries to read its reminders before its start fails; five minutes.</summary>
    public TimeSpan InitializationTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How many ticks a silo has under way at the same time. Enough that slow grains rarely hold up others, few enough that the
    /// backlog after an outage arrives as a stream and not as a flood.
    /// </summary>
    public int MaximumConcurrentTicks { get; set; } = 1000;

    /// <summary>
    /// Whether a period of <see cref="Timeout.InfiniteTimeSpan"/> is accepted and means one tick, after which the reminder is removed.
    /// Off by default, since Orleans refuses it.
    /// </summary>
    public bool AllowOneShotReminders { get; set; }
}

/// <summary>Refuses options under which the service could not work.</summary>
internal sealed class ReminderOptionsValidator(Microsoft.Extensions.Options.IOptions<ReminderOptions> options) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        var value = options.Value;
        Require(value.MinimumReminderPeriod >= TimeSpan.Zero, nameof(value.MinimumReminderPeriod), value.MinimumReminderPeriod, "must not be negative; Orleans' default is one minute");
        Require(value.RefreshReminderListPeriod > TimeSpan.Zero, nameof(value.RefreshReminderListPeriod), value.RefreshReminderListPeriod, "must be positive");
        Require(
            value.ReminderLoadingWindow >= value.RefreshReminderListPeriod,
            nameof(value.ReminderLoadingWindow),
            value.ReminderLoadingWindow,
            $"must not be shorter than RefreshReminderListPeriod ({value.RefreshReminderListPeriod}), or reminders would come due between two readings");
        Require(value.InitializationTimeout > TimeSpan.Zero, nameof(value.InitializationTimeout), value.InitializationTimeout, "must be positive");
        Require(value.MaximumConcurrentTicks > 0, nameof(value.MaximumConcurrentTicks), value.MaximumConcurrentTicks, "must be at least 1");
    }

    private static void Require(bool condition, string name, object value, string rule)
    {
        if (!condition)
        {
            throw new OrleansConfigurationException($"{nameof(ReminderOptions)}.{name} is {value}; it {rule}.");
        }
    }
}
