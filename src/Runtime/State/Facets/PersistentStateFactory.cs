using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Providers;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>
/// Makes persistent states. What all activations of a class have in common for one state (name, provider, logger) is resolved once
/// and shared, so that an activation holds one object a state and its service scope is never touched.
/// </summary>
public class PersistentStateFactory(IServiceProvider services) : IPersistentStateFactory
{
    private readonly ConcurrentDictionary<(string StateName, string? StorageName, Type StateType), object> _kinds = new();

    /// <inheritdoc/>
    public IPersistentState<TState> Create<TState>(IGrainContext context, IPersistentStateConfiguration config)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(config);
        var kind = KindOf<TState>(config, grainClass: null, context);
        return Attach(new StoredState<TState>(context, kind));
    }

    /// <summary>The factory for one constructor parameter; the provider is looked up at the first activation, not before.</summary>
    internal Factory<IGrainContext, object> Bind<TState>(PersistentStateConfiguration configuration)
    {
        StoredStateKind<TState>? kind = null;
        return context =>
        {
            kind ??= KindOf<TState>(configuration, configuration.GrainClass, context);
            return Attach(new StoredState<TState>(context, kind));
        };
    }

    /// <summary>The record behind <see cref="Grain{TGrainState}"/>. It is not attached to the lifecycle: the grain itself is.</summary>
    internal StoredState<TState> CreateForGrain<TState>(IGrainContext context)
    {
        var grainClass = context.GrainInstance!.GetType();
        var attribute = (StorageProviderAttribute?)Attribute.GetCustomAttribute(grainClass, typeof(StorageProviderAttribute), inherit: true);
        var configuration = new PersistentStateConfiguration("state", attribute?.ProviderName, grainClass);
        return new StoredState<TState>(context, KindOf<TState>(configuration, grainClass, context));
    }

    private static StoredState<TState> Attach<TState>(StoredState<TState> state)
    {
        state.AttachToLifecycle();
        return state;
    }

    private StoredStateKind<TState> KindOf<TState>(IPersistentStateConfiguration configuration, Type? grainClass, IGrainContext context)
    {
        var key = (configuration.StateName, configuration.StorageName, typeof(TState));
        return (StoredStateKind<TState>)(_kinds.TryGetValue(key, out var known)
            ? known
            : _kinds.GetOrAdd(key, MakeKind<TState>(configuration, grainClass, context)));
    }

    private StoredStateKind<TState> MakeKind<TState>(IPersistentStateConfiguration configuration, Type? grainClass, IGrainContext context)
    {
        var store = GrainStorageLookup.Find(services, configuration.StorageName)
            ?? throw GrainStorageLookup.Missing(services, configuration, grainClass?.FullName ?? context.GrainId.Type.ToString());
        var loggers = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        return new StoredStateKind<TState>(configuration.StateName, store, loggers.CreateLogger(store.GetType()), time);
    }
}
