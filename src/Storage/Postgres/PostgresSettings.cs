namespace OrleansAgents.Storage;

/// <summary>A database and how a process uses it.</summary>
/// <param name="ConnectionString">As Npgsql takes it.</param>
/// <param name="QueuedWritesMax">Writes that may wait; the next one is refused. More would only turn a slow database into timeouts.</param>
/// <param name="BatchedWritesMax">Writes that share one transaction at most: enough to spread the cost of one flush.</param>
internal sealed record PostgresSettings(string ConnectionString, int QueuedWritesMax = 10_000, int BatchedWritesMax = 1_000)
{
    /// <summary>The database as errors show it.</summary>
    public string Target { get; } = PostgresConnection.TargetOf(ConnectionString);

    /// <summary>Names the database in metrics.</summary>
    public KeyValuePair<string, object?> Tag => new("database", Target.Trim('\''));
}
