namespace Orleans.Runtime;

/// <summary>Makes the persistent states of activations.</summary>
public interface IPersistentStateFactory
{
    /// <summary>Makes one activation's state object and arranges that it is read before the grain activates.</summary>
    /// <exception cref="Storage.BadProviderConfigException">The storage provider is not registered.</exception>
    IPersistentState<TState> Create<TState>(IGrainContext context, IPersistentStateConfiguration config);
}
