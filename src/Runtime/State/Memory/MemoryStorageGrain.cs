using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>One part of the memory storage's records.</summary>
internal interface IMemoryStorageGrain : IGrainWithIntegerKey
{
    ValueTask<MemoryRecord> Read(MemoryRecordKey key);

    ValueTask<MemoryWriteOutcome> Write(MemoryRecordKey key, string? etag, [Immutable] byte[] payload);

    ValueTask<MemoryWriteOutcome> Clear(MemoryRecordKey key, string? etag);
}

/// <summary>Holds records and takes them along when its shard moves.</summary>

[KeepAlive]
internal sealed class MemoryStorageGrain(TimeProvider time) : Grain, IMemoryStorageGrain, IGrainMigrationParticipant
{
    private const string MigrationKey = "records";

    private readonly MemoryRecordTable _table = new(time.GetUtcNow().UtcTicks);

    public ValueTask<MemoryRecord> Read(MemoryRecordKey key) => new(_table.Read(key));

    public ValueTask<MemoryWriteOutcome> Write(MemoryRecordKey key, string? etag, byte[] payload) => new(_table.Write(key, etag, payload));

    public ValueTask<MemoryWriteOutcome> Clear(MemoryRecordKey key, string? etag) => new(_table.Clear(key, etag));

    public void OnDehydrate(IDehydrationContext dehydrationContext) => dehydrationContext.TryAddValue(MigrationKey, _table.Save());

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.TryGetValue<MemoryRecordTableState>(MigrationKey, out var state) && state is not null)
        {
            _table.Load(state);
        }
    }
}
