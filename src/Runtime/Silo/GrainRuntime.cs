using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;
using Orleans.Timers;

namespace Orleans.Runtime;

/// <summary>What the silo offers to its grains.</summary>
internal sealed class GrainRuntime(SiloRuntime silo) : IGrainRuntime
{
    public string SiloIdentity => silo.Address.ToString();

    public SiloAddress SiloAddress => silo.Address;

    public IGrainFactory GrainFactory => silo.GrainFactory;

    public ITimerRegistry TimerRegistry { get; } = new TimerRegistry();

    public TimeProvider TimeProvider => silo.Services.Time;

    public IServiceProvider ServiceProvider => silo.Services.Provider;

    public void DeactivateOnIdle(IGrainContext grainContext)
    {
        ArgumentNullException.ThrowIfNull(grainContext);
        grainContext.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The grain called DeactivateOnIdle."));
    }

    public void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan)
    {
        var activation = grainContext as Activation ?? throw new InvalidOperationException("DelayDeactivation needs an activation of this silo; the grain was constructed outside of one.");
        activation.DelayDeactivation(timeSpan);
    }

    public IStorage<TGrainState> GetStorage<TGrainState>(IGrainContext grainContext) =>
        silo.Services.Provider.GetRequiredService<PersistentStateFactory>().CreateForGrain<TGrainState>(grainContext);
}
