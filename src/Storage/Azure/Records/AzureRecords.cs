namespace OrleansAgents.Storage;

/// <summary>A record as it is stored.</summary>
/// <param name="Json">The state; null for a record that was cleared and for none.</param>
/// <param name="ETag">The service's ETag; null if there is no record.</param>
/// <param name="WriteId">The id of the write that made the record what it is.</param>
internal readonly record struct AzureRecord(ReadOnlyMemory<byte>? Json, string? ETag, string? WriteId);

/// <summary>What became of a conditional request.</summary>
/// <param name="Done">False if the service refused it because the record is not the expected one.</param>
/// <param name="ETag">The record's ETag, if it was written.</param>
/// <param name="MayHaveRunBefore">True if an earlier try of the same request got no answer, so that it may have been carried out.</param>
internal readonly record struct AzureWriteAnswer(bool Done, string? ETag, bool MayHaveRunBefore);

/// <summary>The records of a table or a container.</summary>
internal abstract class AzureRecords
{
    /// <summary>For texts: which table or container of which account.</summary>
    public abstract string Place { get; }

    /// <summary>Makes the table or container if it is missing.</summary>
    public abstract Task CreateAsync(CancellationToken cancellationToken);

    public abstract Task<AzureRecord> ReadAsync(AzureRecordKey key);

    /// <summary>Writes a record if its ETag is the expected one.</summary>
    /// <param name="key">The record.</param>
    /// <param name="json">The state; null for a cleared record.</param>
    /// <param name="expected">The ETag; null if there must be no record.</param>
    /// <param name="writeId">Stored with the record.</param>
    public abstract Task<AzureWriteAnswer> WriteAsync(AzureRecordKey key, byte[]? json, string? expected, string writeId);

    /// <summary>Removes a record if its ETag is the expected one. A record that isn't there counts as removed.</summary>
    public abstract Task<AzureWriteAnswer> DeleteAsync(AzureRecordKey key, string expected);

    /// <summary>
    /// False for text that this service never gives as an ETag. It must not be sent: the service would call the request malformed, and
    /// "*" would match any record.
    /// </summary>
    public abstract bool CouldBeETag(string etag);

    /// <summary>True for a quoted text without quotes and control characters inside.</summary>
    protected static bool IsQuoted(ReadOnlySpan<char> etag)
        => etag is ['"', .. var inner, '"'] && inner.Length > 0 && inner.IndexOfAnyExceptInRange('!', '~') < 0 && !inner.Contains('"');
}
