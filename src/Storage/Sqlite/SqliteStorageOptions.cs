using System.Text.Json;

namespace OrleansAgents.Storage;

/// <summary>
/// One SQLite file and how it is used. Several storages, the reminders and several silos of one process may share a file; they then
/// share one writer, and must give the same options for it.
/// </summary>
public sealed class SqliteStorageOptions
{
    /// <summary>The file; it and its directory are made if they do not exist. SQLite puts two more beside it, and the owner's lock a third.</summary>
    public string DataFile { get; set; } = "";

    /// <summary>What an awaited write promises when it returns.</summary>
    public SqliteDurability Durability { get; set; } = SqliteDurability.Full;

    /// <summary>Writes that may wait. The next one is refused: waiting longer than this many writes take would only turn a slow disk into timeouts.</summary>
    public int QueuedWritesMax { get; set; } = 10_000;

    /// <summary>Reads that may wait; the next one is refused.</summary>
    public int QueuedReadsMax { get; set; } = 10_000;

    /// <summary>Writes that share one transaction at most. Enough to spread the cost of one flush; more would only delay the first of them.</summary>
    public int BatchedWritesMax { get; set; } = 1_000;

    /// <summary>Connections that read, each on a thread of its own. They never wait for the writer.</summary>
    public int ReadConnections { get; set; } = 2;

    /// <summary>A file up to this size is checked page by page when it is opened, larger ones as they are used; 64 MiB, well under a second.</summary>
    public long CheckedFileBytesMax { get; set; } = 64 * 1024 * 1024;

    /// <summary>Changes how state is turned into JSON; it concerns this storage alone.</summary>
    public Action<JsonSerializerOptions>? ConfigureJson { get; set; }
}

/// <summary>What an awaited write promises when it returns.</summary>
public enum SqliteDurability
{
    /// <summary>The write is on the disk: it survives the loss of power.</summary>
    Full,

    /// <summary>The write survives the death of the process, but the last ones may be lost with the power. The file stays sound.</summary>
    Normal,
}
