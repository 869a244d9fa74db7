using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// A storage provider. The state name with the grain's id names the record; the provider compares the ETag that it is given with
/// the stored one, and leaves the new one in the state object.
/// </summary>
public interface IGrainStorage
{
    /// <summary>
    /// Reads the record into <paramref name="grainState"/>. Without a record the state becomes a new default instance, the ETag
    /// null or the version of the removal, and <see cref="IGrainState{T}.RecordExists"/> false.
    /// </summary>
    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <inheritdoc cref="ReadStateAsync{T}(string, GrainId, IGrainState{T})"/>
    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
        => ReadStateAsync(stateName, grainId, grainState);

    /// <summary>Writes the record if the stored ETag is the given one, or if there is no record and the given one is null.</summary>
    /// <exception cref="InconsistentStateException">The record has changed since it was read.</exception>
    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <inheritdoc cref="WriteStateAsync{T}(string, GrainId, IGrainState{T})"/>
    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
        => WriteStateAsync(stateName, grainId, grainState);

    /// <summary>Removes the record under the same condition; clearing what does not exist succeeds.</summary>
    /// <exception cref="InconsistentStateException">The record has changed since it was read.</exception>
    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <inheritdoc cref="ClearStateAsync{T}(string, GrainId, IGrainState{T})"/>
    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
        => ClearStateAsync(stateName, grainId, grainState);
}
