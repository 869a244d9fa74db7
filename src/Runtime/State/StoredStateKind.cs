using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>What all activations share for one state: so that an activation's own object stays small.</summary>
internal sealed partial class StoredStateKind<TState>(string name, IGrainStorage store, ILogger logger, TimeProvider time)
{
    public string Name { get; } = name;

    public IGrainStorage Store { get; } = store;

    /// <summary>The same store, if it is the memory storage.</summary>
    public MemoryGrainStorage? Memory { get; } = store as MemoryGrainStorage;

    public TimeProvider Time { get; } = time;

    /// <summary>The provider's class name: what metrics and messages call the storage.</summary>
    public string ProviderName { get; } = store.GetType().Name;

    public string StateTypeName { get; } = typeof(TState).Name;

    /// <summary>Under which the state travels when its grain migrates.</summary>
    public string MigrationKey { get; } = $"state.{name}";

    /// <summary>Logs a failure and decides what the grain sees: Orleans' own exceptions as they are, anything else wrapped.</summary>
    /// <returns>The exception to throw instead, or null to rethrow the original one.</returns>
    public OrleansException? OnFailure(StorageOperation operation, GrainId grainId, Exception failure)
    {
        LogFailure(logger, failure, ProviderName, operation, Name, grainId);
        return failure is OrleansException
            ? null
            : new OrleansException($"Storage {ProviderName} failed to {Verb(operation)} state '{Name}' of grain {grainId}: {failure.Message}", failure);
    }

    private static string Verb(StorageOperation operation) => operation switch
    {
        StorageOperation.Read => "read",
        StorageOperation.Write => "write",
        _ => "clear",
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Storage {Provider} failed in {Operation} of state '{StateName}' of grain {GrainId}.")]
    private static partial void LogFailure(ILogger logger, Exception failure, string provider, StorageOperation operation, string stateName, GrainId grainId);
}

/// <summary>The three things that a grain does with a record.</summary>
internal enum StorageOperation
{
    Read,
    Write,
    Clear,
}
