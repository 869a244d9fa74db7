using Orleans;
using Orleans.Runtime;

namespace OrleansAgents.Storage;

/// <summary>SQLite could not do what was asked. A write that failed with this may or may not have been stored; its ETag tells.</summary>
[GenerateSerializer]
public class SqliteStorageException : OrleansException
{
    public SqliteStorageException()
    {
    }

    public SqliteStorageException(string message)
        : base(message)
    {
    }

    public SqliteStorageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Another process has the file, or another cluster of this process. The start of the silo fails.</summary>
[GenerateSerializer]
public sealed class SqliteFileInUseException : SqliteStorageException
{
    public SqliteFileInUseException()
    {
    }

    public SqliteFileInUseException(string message)
        : base(message)
    {
    }

    public SqliteFileInUseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The file is damaged, or is no SQLite database. It is left as it was found.</summary>
[GenerateSerializer]
public sealed class SqliteFileCorruptException : SqliteStorageException
{
    public SqliteFileCorruptException()
    {
    }

    public SqliteFileCorruptException(string message)
        : base(message)
    {
    }

    public SqliteFileCorruptException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Too many operations wait for the file. Nothing was done; the caller may try again later.</summary>
[GenerateSerializer]
public sealed class SqliteQueueFullException : SqliteStorageException
{
    public SqliteQueueFullException()
    {
    }

    public SqliteQueueFullException(string message)
        : base(message)
    {
    }

    public SqliteQueueFullException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
