using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>A grain's durable state, given to its constructor by <see cref="PersistentStateAttribute"/>.</summary>
/// <typeparam name="TState">The type of the state.</typeparam>
public interface IPersistentState<TState> : IStorage<TState>
{
}

/// <summary>Which record a persistent state is.</summary>
public interface IPersistentStateConfiguration
{
    /// <summary>The record's name within its grain.</summary>
    string StateName { get; }

    /// <summary>The name of the storage provider; null or empty for the default one.</summary>
    string? StorageName { get; }
}
