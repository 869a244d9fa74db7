using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>Holds the faults of one storage provider, whose name is its key. A fault is thrown once.</summary>
public interface IStorageFaultGrain : IGrainWithStringKey
{
    /// <summary>The next read of the grain's state throws.</summary>
    Task AddFaultOnRead(GrainId grainId, Exception exception);

    /// <summary>The next write of the grain's state throws.</summary>
    Task AddFaultOnWrite(GrainId grainId, Exception exception);

    /// <summary>The next clear of the grain's state throws.</summary>
    Task AddFaultOnClear(GrainId grainId, Exception exception);

    /// <summary>Throws the fault that waits for a read; called by the storage.</summary>
    Task OnRead(GrainId grainId);

    /// <summary>Throws the fault that waits for a write; called by the storage.</summary>
    Task OnWrite(GrainId grainId);

    /// <summary>Throws the fault that waits for a clear; called by the storage.</summary>
    Task OnClear(GrainId grainId);
}

/// <inheritdoc cref="IStorageFaultGrain"/>
public class StorageFaultGrain : Grain, IStorageFaultGrain
{
    private readonly Dictionary<GrainId, Exception> _onRead = [];
    private readonly Dictionary<GrainId, Exception> _onWrite = [];
    private readonly Dictionary<GrainId, Exception> _onClear = [];

    public Task AddFaultOnRead(GrainId grainId, Exception exception) => Add(_onRead, grainId, exception);

    public Task AddFaultOnWrite(GrainId grainId, Exception exception) => Add(_onWrite, grainId, exception);

    public Task AddFaultOnClear(GrainId grainId, Exception exception) => Add(_onClear, grainId, exception);

    public Task OnRead(GrainId grainId) => ThrowOnce(_onRead, grainId);

    public Task OnWrite(GrainId grainId) => ThrowOnce(_onWrite, grainId);

    public Task OnClear(GrainId grainId) => ThrowOnce(_onClear, grainId);

    private static Task Add(Dictionary<GrainId, Exception> faults, GrainId grainId, Exception exception)
    {
        faults[grainId] = exception;
        return Task.CompletedTask;
    }

    private static Task ThrowOnce(Dictionary<GrainId, Exception> faults, GrainId grainId) =>
        faults.Remove(grainId, out var fault) ? Task.FromException(fault) : Task.CompletedTask;
}
