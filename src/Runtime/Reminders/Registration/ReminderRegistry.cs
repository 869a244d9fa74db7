using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Timers;

namespace Orleans.Runtime.Reminders;

/// <summary>Checks registrations, stores them, and tells this silo's service about them.</summary>
internal sealed class ReminderRegistry(IReminderStore store, ReminderService service, IOptions<ReminderOptions> options, TimeProvider time) : IReminderRegistry
{
    private readonly ReminderOptions _options = options.Value;

    public async Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reminderName);
        var now = time.GetUtcNow();
        CheckDueTime(reminderName, dueTime, now);
        CheckPeriod(reminderName, period);

        var first = now + dueTime;
        var row = await store.UpsertAsync(new ReminderRow(callingGrainId, reminderName, first, period, first, ETag: null), CancellationToken.None);
        service.OnRegistered(row);
        return new ReminderHandle(row.GrainId, row.Name, row.ETag!);
    }

    public async Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        if (reminder is not ReminderHandle handle)
        {
            throw new ArgumentException($"{reminder.GetType()} is not a reminder of this service; pass what RegisterOrUpdateReminder or GetReminder returned.", nameof(reminder));
        }

        if (handle.GrainId != callingGrainId)
        {
            throw new ArgumentException($"Reminder '{handle.ReminderName}' belongs to grain {handle.GrainId}, not to {callingGrainId}; a grain removes its own reminders.", nameof(reminder));
        }

        if (await store.RemoveAsync(handle.GrainId, handle.ReminderName, handle.ETag, CancellationToken.None))
        {
            service.OnUnregistered(handle.GrainId, handle.ReminderName);
            return;
        }

        var stored = await store.ReadAsync(handle.GrainId, handle.ReminderName, CancellationToken.None);
        throw new ReminderException(stored is null
            ? $"Reminder '{handle.ReminderName}' of grain {handle.GrainId} is not registered any more; there is nothing to remove."
            : $"Reminder '{handle.ReminderName}' of grain {handle.GrainId} was registered anew since this handle was obtained (it is {handle.ETag}, stored is {stored.ETag}); get the handle with GetReminder and try again.");
    }

    public async Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reminderName);
        var row = await store.ReadAsync(callingGrainId, reminderName, CancellationToken.None);
        return row is null ? null : new ReminderHandle(row.GrainId, row.Name, row.ETag!);
    }

    public async Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId)
    {
        var rows = await store.ReadAsync(callingGrainId, CancellationToken.None);
        return [.. rows.Select(static row => new ReminderHandle(row.GrainId, row.Name, row.ETag!))];
    }

    private static void CheckDueTime(string name, TimeSpan dueTime, DateTimeOffset now)
    {
        if (dueTime == Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(dueTime), dueTime, $"Reminder '{name}' has an infinite due time and would never come; give the time to its first tick.");
        }

        if (dueTime < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(dueTime), dueTime, $"Reminder '{name}' has a negative due time; use zero for a tick at once.");
        }

        if (dueTime > DateTimeOffset.MaxValue - now)
        {
            throw new ArgumentOutOfRangeException(nameof(dueTime), dueTime, $"Reminder '{name}' would come due after the year 9999; give a shorter due time.");
        }
    }

    private void CheckPeriod(string name, TimeSpan period)
    {
        if (period == Timeout.InfiniteTimeSpan)
        {
            if (_options.AllowOneShotReminders)
            {
                return;
            }

            throw new ArgumentOutOfRangeException(
                nameof(period),
                period,
                $"Reminder '{name}' has an infinite period; register a period of at least {_options.MinimumReminderPeriod} and unregister it at its first tick, or set {nameof(ReminderOptions)}.{nameof(ReminderOptions.AllowOneShotReminders)}.");
        }

        if (period <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(period), period, $"Reminder '{name}' has a period that is not positive; register at least {_options.MinimumReminderPeriod}.");
        }

        if (period < _options.MinimumReminderPeriod)
        {
            throw new ArgumentException(
                $"Reminder '{name}' has a period of {period}, shorter than {_options.MinimumReminderPeriod} ({nameof(ReminderOptions)}.{nameof(ReminderOptions.MinimumReminderPeriod)}); use a grain timer for short periods, or lower the option.",
                nameof(period));
        }
    }
}

/// <summary>What a grain holds of its reminder. The ETag is that of the registration, which ticks do not change.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record ReminderHandle(GrainId GrainId, string ReminderName, string ETag) : IGrainReminder;
