namespace Orleans.Core;

/// <summary>One named state of a grain in storage.</summary>
public interface IStorage
{
    /// <summary>The version of the stored record, null if there is none.</summary>
    string? Etag { get; }

    bool RecordExists { get; }

    /// <summary>Deletes the record and resets the state.</summary>
    Task ClearStateAsync();

    /// <inheritdoc cref="ClearStateAsync()"/>
    Task ClearStateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ClearStateAsync();
    }

    /// <summary>Writes the state. When it returns, the state is durable.</summary>
    Task WriteStateAsync();

    /// <inheritdoc cref="WriteStateAsync()"/>
    Task WriteStateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return WriteStateAsync();
    }

    /// <summary>Reads the record, discarding unwritten changes.</summary>
    Task ReadStateAsync();

    /// <inheritdoc cref="ReadStateAsync()"/>
    Task ReadStateAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ReadStateAsync();
    }
}

/// <summary>One named state of a grain in storage, with its value.</summary>
public interface IStorage<TState> : IStorage
{
    TState State { get; set; }
}
