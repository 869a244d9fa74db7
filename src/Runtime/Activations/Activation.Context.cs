using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;

namespace Orleans.Runtime;

// The activation as grain code and components see it.
internal sealed partial class Activation : IGrainContext, IWorkItemScheduler, IGrainExtensionBinder, ICallChainReentrantGrainContext
{
    public GrainReference GrainReference => Extras.Reference ??= Silo.References.GetUntyped(GrainId);

    public ActivationId ActivationId => Extras.ActivationId ??= new ActivationId(Silo.Services.Ids.NewGuid());

    public GrainAddress Address => new() { GrainId = GrainId, ActivationId = ActivationId, SiloAddress = Silo.Address, MembershipVersion = Silo.MembershipVersion };

    /// <summary>The activation's own scope, made when first asked for: most grains need only singletons.</summary>
    public IServiceProvider ActivationServices => (Extras.Scope ??= Silo.Services.Provider.CreateScope()).ServiceProvider;

    public IGrainLifecycle ObservableLifecycle => Extras.Lifecycle ??= new GrainLifecycle();

    public IWorkItemScheduler Scheduler => this;

    public Task Deactivated => WhenDeactivated();

    public object? GetTarget() => _instance;

    public object? GetComponent(Type componentType)
    {
        if (componentType.IsInstanceOfType(this)) return this;
        if (componentType == typeof(IGrainRuntime)) return Silo.GrainRuntime;
        if (_extras?.GetComponent(componentType) is { } component) return component;
        return componentType.IsInstanceOfType(_instance) ? _instance : null;
    }

    public void SetComponent<TComponent>(TComponent? value)
        where TComponent : class => Extras.SetComponent(typeof(TComponent), value);

    public TExtensionInterface GetExtension<TExtensionInterface>()
        where TExtensionInterface : class, IGrainExtension => (TExtensionInterface)FindExtension(typeof(TExtensionInterface));

    public (TExtension, TExtensionInterface) GetOrSetExtension<TExtension, TExtensionInterface>(Func<TExtension> newExtensionFunc)
        where TExtension : class, TExtensionInterface
        where TExtensionInterface : class, IGrainExtension
    {
        ArgumentNullException.ThrowIfNull(newExtensionFunc);
        var reference = (TExtensionInterface)(object)Silo.References.Get(GrainId, typeof(TExtensionInterface));
        if (_extras?.GetComponent(typeof(TExtensionInterface)) is TExtension present) return (present, reference);
        var made = newExtensionFunc();
        Extras.SetComponent(typeof(TExtensionInterface), made);
        return (made, reference);
    }

    public void OnEnterReentrantSection(Guid reentrancyId) => EnterReentrantSection(reentrancyId);

    public void OnExitReentrantSection(Guid reentrancyId) => LeaveReentrantSection(reentrancyId);

    public void EnterReentrantSection(Guid id) => Extras.EnterReentrantSection(id);

    public void LeaveReentrantSection(Guid id)
    {
        if (Current == this) Extras.LeaveReentrantSection(id);
        else Post(TaskItem.For(static state => (((Activation, Guid))state!).Item1.Extras.LeaveReentrantSection((((Activation, Guid))state).Item2), (this, id)));
    }

    public void ReceiveMessage(object message)
    {
        if (message is not RequestBase request) throw new ArgumentException($"An activation receives requests; this is a {message?.GetType().ToString() ?? "null"}.", nameof(message));
        PostCall(request);
    }

    public void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) => Post(TaskItem.For(static a => ((Activation)a!).ActivateNow(), this));

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default) => RequestDeactivation(deactivationReason);

    public void QueueAction(Action action) => Post(TaskItem.For(static a => ((Action)a!)(), action));

    public void QueueAction(Action<object> action, object state) => Post(TaskItem.For(action!, state));

    void IWorkItemScheduler.QueueTask(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        task.Start(this);
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    /// <summary>The object that serves a request: the grain, or one of its extensions.</summary>
    public object TargetOf(RequestBase request) => request.Descriptor.IsExtension ? FindExtension(request.Descriptor.InterfaceType) : _instance!;

    private object FindExtension(Type type)
    {
        if (_extras?.GetComponent(type) is { } component) return component;
        if (type.IsInstanceOfType(_instance)) return _instance!;
        if (type == typeof(IGrainManagementExtension)) return new GrainManagementExtension(this);
        if (type == typeof(IEnumerationExtension))
        {
            var enumerations = new EnumerationExtension(this);
            Extras.SetComponent(type, enumerations);
            return enumerations;
        }

        var extension = ActivationServices.GetKeyedService<IGrainExtension>(type)
            ?? throw new GrainExtensionNotInstalledException($"Grain {GrainId} has no extension {type}. Register one with AddGrainExtension, or install it by IGrainExtensionBinder.GetOrSetExtension before it is called.");
        Extras.SetComponent(type, extension);
        return extension;
    }

    private void ActivateNow()
    {
        if (_status == ActivationStatus.Created) BeginActivation();
    }
}
