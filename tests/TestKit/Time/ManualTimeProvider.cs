namespace OrleansAgents.TestKit;

/// <summary>
/// A clock that moves only when the test moves it. Timers fire inside <see cref="Advance(TimeSpan)"/>, on the caller's
/// thread, in the order of their due times, and each one sees the clock standing exactly at its own due time.
/// </summary>
/// <remarks>
/// The monotonic timestamp and the wall clock advance together. <see cref="StepWallClock"/> moves the wall clock alone,
/// as an operator or a time server does; timers must not notice, so they hang on the monotonic clock.
/// </remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<ManualTimer, (long DueTicks, long Order)> _timers = new();
    private long _elapsedTicks;
    private long _order;
    private DateTimeOffset _epoch;

    public ManualTimeProvider()
        : this(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public ManualTimeProvider(DateTimeOffset start) => _epoch = start.ToUniversalTime();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers are armed: what a test checks for leaks.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_gate)
            {
                return _timers.UnorderedItems.Count(static item => item.Element.IsArmedAt(item.Priority.DueTicks));
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _epoch.AddTicks(_elapsedTicks);
        }
    }

    public override long GetTimestamp() => Interlocked.Read(ref _elapsedTicks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves both clocks forward and fires every timer that comes due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var target = GetTimestamp() + by.Ticks;
        while (TakeNext(target) is { } timer)
        {
            timer.Fire();
        }

        lock (_gate)
        {
            _elapsedTicks = target;
        }
    }

    /// <summary>Moves the wall clock alone, forward or backward.</summary>
    public void StepWallClock(TimeSpan by)
    {
        lock (_gate)
        {
            _epoch += by;
        }
    }

    /// <summary>Takes the earliest timer that is due no later than the target and puts the clock at its due time.</summary>
    private ManualTimer? TakeNext(long targetTicks)
    {
        lock (_gate)
        {
            while (_timers.TryPeek(out var timer, out var priority) && priority.DueTicks <= targetTicks)
            {
                _timers.Dequeue();
                if (!timer.IsArmedAt(priority.DueTicks))
                {
                    continue;
                }

                _elapsedTicks = Math.Max(_elapsedTicks, priority.DueTicks);
                timer.Rearm(this);
                return timer;
            }

            return null;
        }
    }

    private void Schedule(ManualTimer timer, long dueTicks) => _timers.Enqueue(timer, (dueTicks, _order++));

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private const long Disarmed = -1;
        private long _dueTicks = Disarmed;
        private long _periodTicks;
        private bool _disposed;

        public bool IsArmedAt(long dueTicks) => !_disposed && _dueTicks == dueTicks;

        public void Fire() => callback(state);

        public void Rearm(ManualTimeProvider owner)
        {
            _dueTicks = _periodTicks > 0 ? _dueTicks + _periodTicks : Disarmed;
            if (_dueTicks != Disarmed)
            {
                owner.Schedule(this, _dueTicks);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                if (_disposed)
                {
                    return false;
                }

                _periodTicks = period > TimeSpan.Zero ? period.Ticks : 0;
                _dueTicks = dueTime < TimeSpan.Zero ? Disarmed : clock._elapsedTicks + dueTime.Ticks;
                if (_dueTicks != Disarmed)
                {
                    clock.Schedule(this, _dueTicks);
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
