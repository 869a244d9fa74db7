using Orleans.Runtime;

namespace Orleans.Timers;

/// <summary>Makes the timers of activations.</summary>
public interface ITimerRegistry
{
    [Obsolete("Use RegisterGrainTimer with Interleave = true.")]
    IDisposable RegisterTimer(IGrainContext grainContext, Func<object?, Task> callback, object? state, TimeSpan dueTime, TimeSpan period);

    IGrainTimer RegisterGrainTimer<TState>(IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options);
}
