namespace OrleansAgents.Storage;

/// <summary>The options that concern the file as a whole; whoever shares the file must agree on them.</summary>
internal sealed record SqliteFileSettings(
    string DataFile, SqliteDurability Durability, int QueuedWritesMax, int QueuedReadsMax, int BatchedWritesMax, int ReadConnections, long CheckedFileBytesMax)
{
    /// <summary>The cluster whose processes on this machine use the file together; null if this process has it alone.</summary>
    public string? SharedBy { get; init; }

    /// <summary>Names the file in metrics.</summary>
    public KeyValuePair<string, object?> Tag { get; } = new("file", Path.GetFileName(DataFile));

    public static SqliteFileSettings From(SqliteStorageOptions options, string? sharedBy = null)
        => new(
            Resolve(options.DataFile), options.Durability, options.QueuedWritesMax, options.QueuedReadsMax, options.BatchedWritesMax, options.ReadConnections, options.CheckedFileBytesMax)
        {
            SharedBy = sharedBy,
        };

    /// <summary>The same file has one path here, however it is given: two writers on one file would each believe to be the only one.</summary>
    private static string Resolve(string dataFile)
    {
        var path = Path.GetFullPath(dataFile);
        return Path.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
    }
}
