namespace Orleans.Runtime.Reminders;

/// <summary>When ticks are due: pure arithmetic on a row and the time.</summary>
internal static class ReminderTimes
{
    /// <summary>The shortest wait before another attempt at a tick that failed.</summary>
    public static readonly TimeSpan RetryMin = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before another attempt: a grain that works again is called within this time.</summary>
    public static readonly TimeSpan RetryMax = TimeSpan.FromMinutes(5);

    public static bool IsOneShot(ReminderRow row) => row.Period == Timeout.InfiniteTimeSpan;

    /// <summary>
    /// The first tick after <paramref name="now"/>. Ticks that passed while nothing could run are skipped, not made up: the next call
    /// stands for them.
    /// </summary>
    public static DateTimeOffset NextTick(ReminderRow row, DateTimeOffset now)
    {
        if (now < row.FirstTickAt)
        {
            return row.FirstTickAt;
        }

        var passed = (now - row.FirstTickAt).Ticks / row.Period.Ticks;
        return Add(row.FirstTickAt, passed + 1, row.Period);
    }

    /// <summary>
    /// When to try a failed tick again: after as long as it has been failing, so that the waits double without a counter that would
    /// have to be stored; but no later than the next tick, which replaces this one.
    /// </summary>
    public static DateTimeOffset NextAttempt(ReminderRow row, DateTimeOffset now)
    {
        var lastTick = row.FirstTickAt;
        var nextTick = DateTimeOffset.MaxValue;
        if (!IsOneShot(row))
        {
            nextTick = NextTick(row, now);
            lastTick = nextTick - row.Period;
        }

        var failingFor = now - lastTick;
        var wait = failingFor < RetryMin ? RetryMin : failingFor > RetryMax ? RetryMax : failingFor;
        return now + wait < nextTick ? now + wait : nextTick;
    }

    private static DateTimeOffset Add(DateTimeOffset first, long periods, TimeSpan period)
    {
        var ticks = (Int128)first.UtcTicks + ((Int128)periods * period.Ticks);
        return ticks > DateTimeOffset.MaxValue.UtcTicks ? DateTimeOffset.MaxValue : new DateTimeOffset((long)ticks, TimeSpan.Zero);
    }
}
