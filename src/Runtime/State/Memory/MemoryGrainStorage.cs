using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// Grain storage in the memory of the cluster. Records live in a few internal grains, so a grain finds its record from whichever silo
/// it runs on, and the record moves along when a silo hands its shards over. A crash of a silo loses the records it held.
/// </summary>
[DebuggerDisplay("MemoryStore:{_name}")]
public sealed class MemoryGrainStorage : IGrainStorage
{
    private readonly string _name;
    private readonly MemoryStatePayload _payload;
    private readonly IMemoryStorageGrain[] _grains;

    internal MemoryGrainStorage(string name, MemoryGrainStorageOptions options, MemoryStatePayload payload, IGrainFactory grainFactory)
    {
        _name = name;
        _payload = payload;
        _grains = new IMemoryStorageGrain[options.NumStorageGrains];
        for (var i = 0; i < _grains.Length; i++)
        {
            _grains[i] = grainFactory.GetGrain<IMemoryStorageGrain>(i);
        }
    }

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var record = await GrainOf(grainId).Read(new MemoryRecordKey(_name, stateName, grainId));
        grainState.ETag = record.ETag;
        grainState.RecordExists = record.Payload is not null;
        grainState.State = (record.Payload is null ? default : _payload.Read<T>(record.Payload, stateName, grainId)) ?? StateInstance<T>.Create();
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        EndWrite(stateName, grainId, grainState, await BeginWrite(stateName, grainId, grainState));
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var outcome = await GrainOf(grainId).Clear(new MemoryRecordKey(_name, stateName, grainId), grainState.ETag);
        ThrowIfRefused(outcome, stateName, grainId, grainState.ETag);
        grainState.ETag = outcome.ETag;
        grainState.RecordExists = false;
        grainState.State = StateInstance<T>.Create();
    }

    internal ValueTask<MemoryWriteOutcome> BeginWrite<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        => GrainOf(grainId).Write(new MemoryRecordKey(_name, stateName, grainId), grainState.ETag, _payload.Write(grainState.State, stateName, grainId));

    internal void EndWrite<T>(string stateName, GrainId grainId, IGrainState<T> grainState, MemoryWriteOutcome outcome)
    {
        ThrowIfRefused(outcome, stateName, grainId, grainState.ETag);
        grainState.ETag = outcome.ETag;
        grainState.RecordExists = true;
    }

    private void ThrowIfRefused(MemoryWriteOutcome outcome, string stateName, GrainId grainId, string? etag)
    {
        if (!outcome.IsAccepted)
        {
            throw new InconsistentStateException(
                $"State '{stateName}' of grain {grainId} in storage '{_name}' was changed by another activation: stored is ETag {outcome.ETag ?? "none"}, this activation holds {etag ?? "none"}. "
                + "The activation ends and the next one reads the record anew.",
                outcome.ETag,
                etag);
        }
    }

    private IMemoryStorageGrain GrainOf(GrainId grainId) => _grains[grainId.GetUniformHashCode() % (uint)_grains.Length];
}

/// <summary>Makes the memory storage of a name.</summary>
public static class MemoryGrainStorageFactory
{
    /// <summary>Makes the storage with the options that were configured under its name.</summary>
    public static MemoryGrainStorage Create(IServiceProvider services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        return new MemoryGrainStorage(
            name,
            services.GetRequiredService<IOptionsMonitor<MemoryGrainStorageOptions>>().Get(name),
            services.GetRequiredService<MemoryStatePayload>(),
            services.GetRequiredService<IGrainFactory>());
    }
}
