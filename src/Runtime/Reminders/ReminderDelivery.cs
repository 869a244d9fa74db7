using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Orleans.Runtime.Reminders;

/// <summary>One tick: calls the grain, then moves the row on.</summary>
internal sealed partial class ReminderDelivery(IReminderStore store, IGrainFactory grains, TimeProvider time, ILogger logger)
{
    /// <summary>How often recording a delivered tick is tried. After that the tick is sent again, which is allowed but not wanted.</summary>
    private const int MoveAttempts = 3;

    private static readonly Meter Meter = new("Microsoft.Orleans");
    private static readonly Counter<int> Delivered = Meter.CreateCounter<int>("orleans-reminders-ticks-delivered");
    private static readonly Histogram<double> Tardiness = Meter.CreateHistogram<double>("orleans-reminders-tardiness", "s");

    /// <returns>The row as it now stands in the store, or null when it is gone or somebody else has changed it.</returns>
    public async Task<ReminderRow?> DeliverAsync(ReminderRow row, CancellationToken cancellationToken)
    {
        var sentAt = time.GetUtcNow();
        var ran = await CallAsync(row, sentAt);
        if (ran)
        {
            Delivered.Add(1);
            Tardiness.Record((sentAt - row.DueAt).TotalSeconds);
            if (ReminderTimes.IsOneShot(row))
            {
                await RetryAsync(() => store.RemoveAsync(row.GrainId, row.Name, row.ETag!, cancellationToken), cancellationToken);
                return null;
            }
        }

        // The next due time counts from now and not from when the call began: ticks that passed during a long call are merged into one.
        var now = time.GetUtcNow();
        var dueAt = ran ? ReminderTimes.NextTick(row, now) : ReminderTimes.NextAttempt(row, now);
        return await RetryAsync(() => store.MoveAsync(row, dueAt, cancellationToken), cancellationToken) ? row with { DueAt = dueAt } : null;
    }

    /// <returns>True if the grain's own code has run to its end, well or badly.</returns>
    private async Task<bool> CallAsync(ReminderRow row, DateTimeOffset now)
    {
        try
        {
            var status = new TickStatus(row.FirstTickAt.UtcDateTime, row.Period, now.UtcDateTime);
            await grains.GetGrain<IRemindable>(row.GrainId).ReceiveReminder(row.Name, status);
            return true;
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException or OperationCanceledException)
        {
            LogUndelivered(logger, failure, row.Name, row.GrainId);
            return false;
        }
        catch (Exception failure)
        {
            LogGrainFailed(logger, failure, row.Name, row.GrainId);
            return true;
        }
    }

    private async Task<bool> RetryAsync(Func<Task<bool>> operation, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await operation();
            }
            catch (Exception failure) when (attempt < MoveAttempts && failure is not OperationCanceledException)
            {
                await Task.Delay(ReminderService.StoreRetryPeriod * attempt, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reminder '{Name}' could not be delivered to grain {GrainId}; it will be tried again.")]
    private static partial void LogUndelivered(ILogger logger, Exception failure, string name, GrainId grainId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Grain {GrainId} threw in ReceiveReminder for '{Name}'; its next tick comes at its next due time.")]
    private static partial void LogGrainFailed(ILogger logger, Exception failure, string name, GrainId grainId);
}
