using Orleans.Timers;

namespace Orleans.Runtime;

/// <summary>A timer of an activation. Each tick is a turn: it waits like a call, or interleaves if asked to.</summary>
/// <remarks>The next tick is armed when the previous one has ended, so ticks of one timer never overlap and a slow callback delays the following ticks instead of piling them up.</remarks>
internal abstract class GrainTimer : Turn, IGrainTimer
{
    private readonly Activation _activation;
    private readonly GrainTimerCreationOptions _options;
    private readonly ITimer _clock;
    private readonly CancellationTokenSource _disposed = new();
    private TimeSpan _period;
    private Task? _running;
    private bool _changedWhileRunning;
    private int _queued;
    private volatile bool _isDisposed;

    protected GrainTimer(Activation activation, GrainTimerCreationOptions options)
    {
        Validate(options.DueTime, options.Period);
        _activation = activation;
        _options = options;
        _period = options.Period;
        activation.Extras.AddTimer(this);
        // A timer must not hold the request context of the call that happened to create it.
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            _clock = activation.Silo.Services.Time.CreateTimer(static timer => ((GrainTimer)timer!).Tick(), this, options.DueTime, Timeout.InfiniteTimeSpan);
        }
    }

    internal override bool AlwaysInterleaves => _options.Interleave;

    /// <summary>A tick without <c>KeepAlive</c> leaves the activation as idle as it was.</summary>
    internal override bool CountsAsUse => _options.KeepAlive;

    protected CancellationToken CancellationToken => _disposed.Token;

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, period);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _period = period;
        _changedWhileRunning = true;
        _clock.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _clock.Dispose();
        _activation.Extras.RemoveTimer(this);
        _disposed.Cancel();
    }

    internal override bool Start(Activation activation)
    {
        if (_isDisposed) return true;
        _changedWhileRunning = false;
        try
        {
            _running = Call();
        }
        catch (Exception failure)
        {
            _running = Task.FromException(failure);
        }

        if (_running.IsCompleted) return true;
        _running.GetAwaiter().UnsafeOnCompleted(() => _activation.EndTurn(this));
        return false;
    }

    internal override void Complete()
    {
        if (_running is { IsFaulted: true } failed) _activation.Silo.Log.TimerFailed(_activation.GrainId, failed.Exception!.GetBaseException());
        _running = null;
        Volatile.Write(ref _queued, 0);
        if (_isDisposed || _changedWhileRunning || _period == Timeout.InfiniteTimeSpan) return;
        _clock.Change(_period, Timeout.InfiniteTimeSpan);
    }

    internal override void Abandon(Activation activation, Exception? failure) => Dispose();

    protected abstract Task Call();

    private static void Validate(TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan && dueTime < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(dueTime), dueTime, "A timer's due time must not be negative; Timeout.InfiniteTimeSpan stops the timer.");
        }

        if (period != Timeout.InfiniteTimeSpan && period < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(period), period, "A timer's period must not be negative; Timeout.InfiniteTimeSpan ticks once, and zero ticks again as soon as a tick has ended.");
        }
    }

    private void Tick()
    {
        if (_isDisposed || Interlocked.Exchange(ref _queued, 1) != 0) return;
        _activation.Post(this);
    }
}

internal sealed class GrainTimer<TState>(Activation activation, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options) : GrainTimer(activation, options)
{
    protected override Task Call() => callback(state, CancellationToken);
}

/// <summary>Makes the timers of a silo's activations.</summary>
internal sealed class TimerRegistry : ITimerRegistry
{
    public IGrainTimer RegisterGrainTimer<TState>(IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new GrainTimer<TState>(Own(grainContext), callback, state, options);
    }

    [Obsolete("Use RegisterGrainTimer with Interleave = true.")]
    public IDisposable RegisterTimer(IGrainContext grainContext, Func<object?, Task> callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var options = new GrainTimerCreationOptions(dueTime, period <= TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period) { Interleave = true };
        return new GrainTimer<object?>(Own(grainContext), (s, _) => callback(s), state, options);
    }

    private static Activation Own(IGrainContext context)
    {
        var activation = context as Activation ?? throw new InvalidOperationException("A grain timer needs an activation of this silo; the grain was constructed outside of one.");
        if (Activation.Current != activation) throw new InvalidOperationException($"A timer of grain {activation.GrainId} must be registered by the grain itself, within one of its turns.");
        return activation;
    }
}
