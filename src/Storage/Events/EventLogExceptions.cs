namespace OrleansAgents.Storage;

/// <summary>The stream is not where the writer believes it to be: another writer has appended, or the stream is gone.</summary>
public sealed class EventSequenceException(string stream, long expected, long? actual)
    : Exception($"Stream '{stream}' {(actual is null ? "does not exist" : $"is at event {actual}")}; the append expected {(expected == 0 ? "no event" : $"event {expected}")}. Read the stream again before writing.")
{
    /// <summary>The stream's name.</summary>
    public string Stream { get; } = stream;

    /// <summary>The number that the append named.</summary>
    public long Expected { get; } = expected;

    /// <summary>The number of the stream's last event; null if there is no such stream.</summary>
    public long? Actual { get; } = actual;
}

/// <summary>An event of the stream has this key already; nothing was appended.</summary>
public sealed class EventKeyException(string stream, string key)
    : Exception($"Stream '{stream}' has an event with key '{key}' already; nothing was appended. Find it by its key.")
{
    /// <summary>The key that is taken.</summary>
    public string Key { get; } = key;
}

/// <summary>A bound of the log would be exceeded; nothing was appended.</summary>
public sealed class EventLogLimitException(string message) : Exception(message);
