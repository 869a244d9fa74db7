namespace Orleans.Runtime;

/// <summary>Time in ticks of a tenth of a second, read without a system call; the unit of deadlines and idle ages.</summary>
/// <remarks>A response time-out is thus exact to a tenth of a second. Ticks wrap around after thirteen years; compare them by difference.</remarks>
internal sealed class CoarseClock : IDisposable
{
    public const int TicksPerSecond = 10;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1.0 / TicksPerSecond);
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly Action<int>? _onTick;
    private volatile int _now;

    public CoarseClock(TimeProvider time, Action<int>? onTick)
    {
        _time = time;
        _start = time.GetTimestamp();
        _onTick = onTick;
        _timer = time.CreateTimer(static clock => ((CoarseClock)clock!).Tick(), this, Period, Period);
    }

    public int Now => _now;

    public static int ToTicks(TimeSpan duration) =>
        duration == Timeout.InfiniteTimeSpan || duration.TotalSeconds > int.MaxValue / 4 / TicksPerSecond
            ? int.MaxValue / 4
            : Math.Max(1, (int)Math.Ceiling(duration.TotalSeconds * TicksPerSecond));

    public static TimeSpan FromTicks(int ticks) => TimeSpan.FromSeconds((double)ticks / TicksPerSecond);

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        // A timer that fires late, as on an overloaded machine, must not slow time down: ticks follow the clock and not the number of firings.
        var now = (int)(_time.GetElapsedTime(_start).TotalSeconds * TicksPerSecond);
        if (now == _now) return;
        _now = now;
        _onTick?.Invoke(now);
    }
}
