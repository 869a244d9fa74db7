using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;
using Orleans.Runtime;
using Orleans.Timers;

namespace OrleansAgents.Runtime.Tests.Grains;

/// <summary>A runtime that records what a grain asks of it; its timers tick when the test says so.</summary>
internal sealed class FakeGrainRuntime : IGrainRuntime, ITimerRegistry
{
    public List<(IGrainContext Context, GrainTimerCreationOptions Options, Func<CancellationToken, Task> Tick)> Timers { get; } = [];

    public List<IGrainContext> Deactivations { get; } = [];

    public List<TimeSpan> Delays { get; } = [];

    public string SiloIdentity => "silo";

    public SiloAddress SiloAddress => SiloAddress.Zero;

    public IGrainFactory GrainFactory => throw new NotSupportedException();

    public ITimerRegistry TimerRegistry => this;

    public IServiceProvider ServiceProvider { get; } = new ServiceCollection().BuildServiceProvider();

    public void DeactivateOnIdle(IGrainContext grainContext) => Deactivations.Add(grainContext);

    public void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan) => Delays.Add(timeSpan);

    public IStorage<TGrainState> GetStorage<TGrainState>(IGrainContext grainContext) => throw new NotSupportedException();

    public IGrainTimer RegisterGrainTimer<TState>(IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        Timers.Add((grainContext, options, cancellationToken => callback(state, cancellationToken)));
        return null!;
    }

    [Obsolete("As in the interface.")]
    public IDisposable RegisterTimer(IGrainContext grainContext, Func<object?, Task> callback, object? state, TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();
}
