using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>An activation as its grain and the runtime's components see it.</summary>
public interface IGrainContext : ITargetHolder, IEquatable<IGrainContext>
{
    GrainReference GrainReference { get; }

    GrainId GrainId { get; }

    /// <summary>The grain object, null until it is made.</summary>
    object? GrainInstance { get; }

    ActivationId ActivationId { get; }

    GrainAddress Address { get; }

    /// <summary>The services of this activation's scope.</summary>
    IServiceProvider ActivationServices { get; }

    IGrainLifecycle ObservableLifecycle { get; }

    /// <summary>Runs work in turns of this activation.</summary>
    IWorkItemScheduler Scheduler { get; }

    /// <summary>Completes when the activation has ended.</summary>
    Task Deactivated { get; }

    /// <summary>Attaches a component, or removes it when null.</summary>
    void SetComponent<TComponent>(TComponent? value)
        where TComponent : class;

    void ReceiveMessage(object message);

    /// <summary>Starts activating; returns at once.</summary>
    void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default);

    /// <summary>Starts deactivating after the calls in progress; returns at once.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);

    void Rehydrate(IRehydrationContext context);

    /// <summary>Starts moving to another activation; returns at once.</summary>
    void Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default);
}

/// <summary>Gives the context whose turn is running.</summary>
public interface IGrainContextAccessor
{
    IGrainContext GrainContext { get; }
}

/// <summary>Queues work to run in an activation's turns.</summary>
public interface IWorkItemScheduler
{
    void QueueAction(Action action);

    void QueueAction(Action<object> action, object state);

    void QueueTask(Task task);
}
