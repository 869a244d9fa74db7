using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests.Grains;

/// <summary>A context that records what a grain asks of it.</summary>
internal sealed class FakeGrainContext(GrainId grainId, IServiceProvider services) : IGrainContext
{
    private readonly Dictionary<Type, object> _components = [];

    public List<DeactivationReason> Deactivations { get; } = [];

    public int Migrations { get; private set; }

    public int ServiceRequests { get; private set; }

    public GrainId GrainId => grainId;

    public IServiceProvider ActivationServices
    {
        get
        {
            ServiceRequests++;
            return services;
        }
    }

    public GrainReference GrainReference => throw new NotSupportedException();

    public object? GrainInstance => null;

    public ActivationId ActivationId => default;

    public GrainAddress Address => new() { GrainId = grainId };

    public IGrainLifecycle ObservableLifecycle => throw new NotSupportedException();

    public IWorkItemScheduler Scheduler => throw new NotSupportedException();

    public Task Deactivated => Task.CompletedTask;

    public void SetComponent<TComponent>(TComponent? value)
        where TComponent : class => _components[typeof(TComponent)] = value!;

    public object? GetComponent(Type componentType) => _components.GetValueOrDefault(componentType);

    public object? GetTarget() => GrainInstance;

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default) => Deactivations.Add(deactivationReason);

    public void Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) => Migrations++;

    public void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public void ReceiveMessage(object message) => throw new NotSupportedException();

    public void Rehydrate(IRehydrationContext context) => throw new NotSupportedException();

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => grainId.GetHashCode();
}
