using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>
/// Base of grain classes. It holds one reference, to its activation: a silo keeps very many idle grains, so what can be
/// reached through the activation is not stored again. Only a grain that a test gave a runtime holds it in a pair with its context.
/// </summary>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly object? _contextOrPair;

    /// <summary>For the runtime, which constructs grains inside their activation.</summary>
    protected Grain() => _contextOrPair = RuntimeContext.Current;

    /// <summary>For tests, which may pass a context and a runtime of their own.</summary>
    protected Grain(IGrainContext grainContext, IGrainRuntime? grainRuntime = null) =>
        _contextOrPair = grainRuntime is null ? grainContext : new ContextAndRuntime(grainContext, grainRuntime);

    public IGrainContext GrainContext => _contextOrPair is ContextAndRuntime pair ? pair.Context : Unsafe.As<IGrainContext>(_contextOrPair)!;

    public GrainReference GrainReference => GrainContext.GrainReference;

    /// <summary>The grain's id as text.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <summary>The silo that the grain runs on, empty outside one.</summary>
    public string RuntimeIdentity => RuntimeOrNull?.SiloIdentity ?? string.Empty;

    protected IGrainFactory GrainFactory => Runtime.GrainFactory;

    protected internal IServiceProvider ServiceProvider => GrainContext?.ActivationServices ?? Runtime.ServiceProvider;

    /// <exception cref="InvalidOperationException">The grain was constructed with neither a context nor a runtime.</exception>
    internal IGrainRuntime Runtime => RuntimeOrNull ?? throw new InvalidOperationException(
        $"Grain class {GetType()} was constructed outside an activation and without an IGrainRuntime; get it from IGrainFactory.GetGrain, or pass a runtime to its base constructor.");

    /// <summary>The activation's own component comes first: asking the services for it would create the activation's scope.</summary>
    private IGrainRuntime? RuntimeOrNull =>
        _contextOrPair is ContextAndRuntime pair
            ? pair.Runtime
            : GrainContext?.GetComponent<IGrainRuntime>() ?? GrainContext?.ActivationServices.GetService<IGrainRuntime>();

    /// <inheritdoc cref="IGrainBase.OnActivateAsync"/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc cref="IGrainBase.OnDeactivateAsync"/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends this activation after the calls in progress; the next call makes a new one.</summary>
    protected void DeactivateOnIdle() => Runtime.DeactivateOnIdle(GrainContext);

    /// <summary>Keeps the activation for at least this long; an infinite or maximal time keeps it, a negative one ends an earlier request.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Runtime.DelayDeactivation(GrainContext, timeSpan);

    /// <summary>Moves the activation, with what its migration participants take along, after the calls in progress.</summary>
    protected void MigrateOnIdle() => GrainBaseExtensions.MigrateOnIdle(this);

    /// <summary>The older timer, whose ticks interleave with calls.</summary>
    [Obsolete("Use this.RegisterGrainTimer(callback, state, new() { DueTime = dueTime, Period = period, Interleave = true }).")]
    protected IDisposable RegisterTimer(Func<object?, Task> callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return Runtime.TimerRegistry.RegisterTimer(GrainContext, callback, state, dueTime, period);
    }

    private sealed record ContextAndRuntime(IGrainContext Context, IGrainRuntime Runtime);
}
