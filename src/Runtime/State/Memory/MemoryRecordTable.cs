using System.Globalization;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// Records with their ETags. An ETag is a number that only grows and begins at the time of activation: so no record ever has an ETag
/// a second time, not even when a crash has emptied the table in between. A cleared record stays as a tombstone for the same reason:
/// an activation that has not seen the removal must not write as if there had never been a record.
/// </summary>
internal sealed class MemoryRecordTable(long firstETag)
{
    private readonly Dictionary<MemoryRecordKey, MemoryRecord> _records = [];
    private long _lastETag = firstETag;

    public MemoryRecord Read(MemoryRecordKey key) => _records.GetValueOrDefault(key);

    public MemoryWriteOutcome Write(MemoryRecordKey key, string? etag, byte[] payload)
        => MayReplace(key, etag, out var stored) ? Put(key, payload) : new MemoryWriteOutcome(false, stored.ETag);

    public MemoryWriteOutcome Clear(MemoryRecordKey key, string? etag)
    {
        if (!_records.TryGetValue(key, out var stored))
        {
            return new MemoryWriteOutcome(true, null);
        }

        // A removal repeats itself harmlessly.
        if (stored.Payload is null && etag is null)
        {
            return new MemoryWriteOutcome(true, stored.ETag);
        }

        return stored.ETag == etag ? Put(key, null) : new MemoryWriteOutcome(false, stored.ETag);
    }

    public MemoryRecordTableState Save()
        => new([.. _records.Select(static entry => new MemoryRecordEntry(entry.Key, entry.Value))], _lastETag);

    public void Load(MemoryRecordTableState state)
    {
        _lastETag = Math.Max(_lastETag, state.LastETag);
        foreach (var entry in state.Records)
        {
            _records[entry.Key] = entry.Record;
        }
    }

    /// <summary>
    /// A record that is missing altogether accepts any ETag: it was lost with the silo that held it, and the activation's own copy is
    /// then the best there is.
    /// </summary>
    private bool MayReplace(MemoryRecordKey key, string? etag, out MemoryRecord stored)
        => !_records.TryGetValue(key, out stored) || stored.ETag == etag;

    private MemoryWriteOutcome Put(MemoryRecordKey key, byte[]? payload)
    {
        var etag = (++_lastETag).ToString(CultureInfo.InvariantCulture);
        _records[key] = new MemoryRecord(payload, etag);
        return new MemoryWriteOutcome(true, etag);
    }
}

/// <summary>Which record: the names compare rarely, so only the grain takes part in the hash.</summary>
[GenerateSerializer]
[Immutable]
internal readonly record struct MemoryRecordKey(string Storage, string StateName, GrainId GrainId)
{
    public bool Equals(MemoryRecordKey other)
        => GrainId.Equals(other.GrainId) && string.Equals(StateName, other.StateName, StringComparison.Ordinal) && string.Equals(Storage, other.Storage, StringComparison.Ordinal);

    public override int GetHashCode() => GrainId.GetHashCode();
}

/// <summary>A record: without a payload it is a tombstone, without an ETag it does not exist.</summary>
[GenerateSerializer]
[Immutable]
internal readonly record struct MemoryRecord(byte[]? Payload, string? ETag);

/// <summary>Whether the table has changed; the ETag is the new one, or when refused the stored one.</summary>
[GenerateSerializer]
[Immutable]
internal readonly record struct MemoryWriteOutcome(bool IsAccepted, string? ETag);

/// <summary>One record of a table that moves.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record MemoryRecordEntry(MemoryRecordKey Key, MemoryRecord Record);

/// <summary>A table that moves.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record MemoryRecordTableState(List<MemoryRecordEntry> Records, long LastETag);
