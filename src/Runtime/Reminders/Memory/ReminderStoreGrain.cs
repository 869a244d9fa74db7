namespace Orleans.Runtime.Reminders;

/// <summary>The reminders of a cluster that keeps them in memory: one grain, so that every silo sees the same rows.</summary>
internal interface IReminderStoreGrain : IGrainWithIntegerKey
{
    Task<ReminderRow> Upsert(ReminderRow row);

    Task<bool> Remove(GrainId grainId, string name, string etag);

    Task<bool> Move(ReminderRow row, DateTimeOffset dueAt);

    Task<ReminderRow?> Read(GrainId grainId, string name);

    Task<List<ReminderRow>> ReadAll(GrainId grainId);

    Task<List<ReminderRow>> ReadDue(ReminderRow? after, DateTimeOffset until, int maxRows);
}

/// <summary>Holds the rows and takes them along when its shard moves; a crash of its silo loses them.</summary>

[KeepAlive]
internal sealed class ReminderStoreGrain : Grain, IReminderStoreGrain, IGrainMigrationParticipant
{
    private const string MigrationKey = "reminders";

    /// <summary>ETags begin at the time of activation, so that one given before a crash is not given again after it.</summary>
    private readonly ReminderIndex _index;

    public ReminderStoreGrain(TimeProvider time) => _index = new ReminderIndex(time.GetUtcNow().UtcTicks);

    public Task<ReminderRow> Upsert(ReminderRow row) => Task.FromResult(_index.Upsert(row));

    public Task<bool> Remove(GrainId grainId, string name, string etag) => Task.FromResult(_index.Remove(grainId, name, etag));

    public Task<bool> Move(ReminderRow row, DateTimeOffset dueAt) => Task.FromResult(_index.Move(row, dueAt));

    public Task<ReminderRow?> Read(GrainId grainId, string name) => Task.FromResult(_index.Find(grainId, name));

    public Task<List<ReminderRow>> ReadAll(GrainId grainId) => Task.FromResult(_index.Find(grainId));

    public Task<List<ReminderRow>> ReadDue(ReminderRow? after, DateTimeOffset until, int maxRows) => Task.FromResult(_index.FindDue(after, until, maxRows));

    public void OnDehydrate(IDehydrationContext dehydrationContext) => dehydrationContext.TryAddValue(MigrationKey, _index.All());

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.TryGetValue<List<ReminderRow>>(MigrationKey, out var rows) && rows is not null)
        {
            _index.Restore(rows);
        }
    }
}
