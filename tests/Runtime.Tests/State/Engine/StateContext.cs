using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests.State;

/// <summary>An activation as a persistent state sees it: an id and a lifecycle.</summary>
internal sealed class StateContext(GrainId grainId) : IGrainContext, IGrainLifecycle
{
    public List<(int Stage, ILifecycleObserver Observer)> Observers { get; } = [];

    public List<IGrainMigrationParticipant> Participants { get; } = [];

    public GrainId GrainId => grainId;

    public IGrainLifecycle ObservableLifecycle => this;

    public object? GrainInstance { get; set; }

    public GrainReference GrainReference => throw new NotSupportedException();

    public ActivationId ActivationId => default;

    public GrainAddress Address => throw new NotSupportedException();

    public IServiceProvider ActivationServices => throw new InvalidOperationException("The activation's scope must not be made for a persistent state.");

    public IWorkItemScheduler Scheduler => throw new NotSupportedException();

    public Task Deactivated => Task.CompletedTask;

    public static IServiceProvider Services(params (string Name, IGrainStorage Storage)[] storages)
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(new ManualTimeProvider());
        services.AddGrainState();
        foreach (var (name, storage) in storages)
        {
            Orleans.Runtime.Hosting.StorageProviderExtensions.AddGrainStorage(services, name, (_, _) => storage);
        }

        return services.BuildServiceProvider();
    }

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        Observers.Add((stage, observer));
        return null!;
    }

    public void AddMigrationParticipant(IGrainMigrationParticipant participant) => Participants.Add(participant);

    public void RemoveMigrationParticipant(IGrainMigrationParticipant participant) => Participants.Remove(participant);

    public async Task StartAsync()
    {
        foreach (var (_, observer) in Observers)
        {
            await observer.OnStart();
        }
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => grainId.GetHashCode();

    public void SetComponent<TComponent>(TComponent? value)
        where TComponent : class
    {
    }

    public object? GetComponent(Type componentType) => null;

    public object? GetTarget() => GrainInstance;

    public void ReceiveMessage(object message) => throw new NotSupportedException();

    public void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public void Rehydrate(IRehydrationContext context) => throw new NotSupportedException();

    public void Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
