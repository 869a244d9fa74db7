using Orleans.Core;
using Orleans.Runtime;

namespace Orleans;

/// <summary>
/// Base of grain classes with one persistent state, kept in the storage that <see cref="Providers.StorageProviderAttribute"/> names
/// on the class, else in the default one.
/// </summary>
/// <typeparam name="TGrainState">The type of the state.</typeparam>
public class Grain<TGrainState> : Grain
{
    private IStorage<TGrainState>? _storage;

    /// <summary>For the runtime, which constructs grains inside their activation.</summary>
    protected Grain()
    {
        if (RuntimeContext.Current?.ObservableLifecycle is { } lifecycle)
        {
            var link = new LifecycleLink(this);
            lifecycle.Subscribe(nameof(Grain<>), GrainLifecycleStage.SetupState, link);
            lifecycle.AddMigrationParticipant(link);
        }
    }

    /// <summary>For tests, which pass a storage of their own.</summary>
    protected Grain(IStorage<TGrainState> storage) => _storage = storage;

    /// <summary>The state in memory, read before OnActivateAsync.</summary>
    protected TGrainState State
    {
        get => Storage.State;
        set => Storage.State = value;
    }

    private IStorage<TGrainState> Storage => _storage ?? throw new InvalidOperationException(
        $"The state of grain class {GetType()} was used before it was read, for example in the constructor; use it from OnActivateAsync on.");

    /// <inheritdoc cref="IStorage.ClearStateAsync()"/>
    protected virtual Task ClearStateAsync() => Storage.ClearStateAsync();

    /// <inheritdoc cref="IStorage.WriteStateAsync()"/>
    protected virtual Task WriteStateAsync() => Storage.WriteStateAsync();

    /// <inheritdoc cref="IStorage.ReadStateAsync()"/>
    protected virtual Task ReadStateAsync() => Storage.ReadStateAsync();

    /// <summary>The grain's part in its lifecycle, kept off the grain class so that its members stay out of the way of derived classes.</summary>
    private sealed class LifecycleLink(Grain<TGrainState> grain) : ILifecycleObserver, IGrainMigrationParticipant
    {
        private bool _travelled;

        public Task OnStart(CancellationToken cancellationToken = default)
        {
            Attach();
            return _travelled ? Task.CompletedTask : grain.ReadStateAsync();
        }

        public Task OnStop(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public void OnDehydrate(IDehydrationContext dehydrationContext)
            => (grain._storage as IGrainMigrationParticipant)?.OnDehydrate(dehydrationContext);

        public void OnRehydrate(IRehydrationContext rehydrationContext)
        {
            if (Attach() is Orleans.Storage.StoredState<TGrainState> stored)
            {
                stored.OnRehydrate(rehydrationContext);
                _travelled = stored.IsRead;
            }
        }

        private IStorage<TGrainState> Attach() => grain._storage ??= grain.Runtime.GetStorage<TGrainState>(grain.GrainContext);
    }
}
