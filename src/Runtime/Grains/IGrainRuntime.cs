using Orleans.Core;
using Orleans.Timers;

namespace Orleans.Runtime;

/// <summary>The silo's services that a grain uses through its base class.</summary>
public interface IGrainRuntime
{
    string SiloIdentity { get; }

    SiloAddress SiloAddress { get; }

    IGrainFactory GrainFactory { get; }

    ITimerRegistry TimerRegistry { get; }

    /// <summary>The clock that timers and grains use.</summary>
    TimeProvider TimeProvider => TimeProvider.System;

    IServiceProvider ServiceProvider { get; }

    void DeactivateOnIdle(IGrainContext grainContext);

    void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan);

    IStorage<TGrainState> GetStorage<TGrainState>(IGrainContext grainContext);
}
