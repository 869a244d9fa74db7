using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansAgents.Storage;

/// <summary>PostgreSQL could not do what was asked; nothing was changed. The text says why and what to do.</summary>
[GenerateSerializer]
public class PostgresStorageException : OrleansException
{
    public PostgresStorageException()
    {
    }

    public PostgresStorageException(string message)
        : base(message)
    {
    }

    public PostgresStorageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Too many operations wait for the database. Nothing was done; the caller may try again later.</summary>
[GenerateSerializer]
public sealed class PostgresQueueFullException : PostgresStorageException
{
    public PostgresQueueFullException()
    {
    }

    public PostgresQueueFullException(string message)
        : base(message)
    {
    }

    public PostgresQueueFullException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// The connection broke, or the answer did not come in time, after a write was sent: it may or may not have been stored. It is an
/// <see cref="InconsistentStateException"/>, so that the activation ends and the next one reads what is stored.
/// </summary>
[GenerateSerializer]
public sealed class PostgresOutcomeUnknownException : InconsistentStateException
{
    public PostgresOutcomeUnknownException()
    {
    }

    public PostgresOutcomeUnknownException(string message)
        : base(message)
    {
    }

    public PostgresOutcomeUnknownException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
