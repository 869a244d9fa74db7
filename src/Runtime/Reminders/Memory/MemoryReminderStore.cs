namespace Orleans.Runtime.Reminders;

/// <summary>Reminders kept in a grain's memory: for development and tests. They survive the end of a silo that hands its shards over, not a crash.</summary>
internal sealed class MemoryReminderStore(IGrainFactory grains) : IReminderStore
{
    /// <summary>Rows of one answer: some hundred kilobytes, so that a long list does not hold up other calls between two silos.</summary>
    private const int PageRows = 1000;

    private IReminderStoreGrain? _grain;

    private IReminderStoreGrain Grain => _grain ??= grains.GetGrain<IReminderStoreGrain>(0);

    public Task<ReminderRow> UpsertAsync(ReminderRow row, CancellationToken cancellationToken) => Grain.Upsert(row).WaitAsync(cancellationToken);

    public Task<bool> RemoveAsync(GrainId grainId, string name, string etag, CancellationToken cancellationToken)
        => Grain.Remove(grainId, name, etag).WaitAsync(cancellationToken);

    public Task<bool> MoveAsync(ReminderRow row, DateTimeOffset dueAt, CancellationToken cancellationToken) => Grain.Move(row, dueAt).WaitAsync(cancellationToken);

    public Task<ReminderRow?> ReadAsync(GrainId grainId, string name, CancellationToken cancellationToken) => Grain.Read(grainId, name).WaitAsync(cancellationToken);

    public async Task<IReadOnlyList<ReminderRow>> ReadAsync(GrainId grainId, CancellationToken cancellationToken)
        => await Grain.ReadAll(grainId).WaitAsync(cancellationToken);

    public async Task<ReminderPage> ReadDueAsync(ReminderQuery query, CancellationToken cancellationToken)
    {
        List<ReminderRow> wanted = [];
        ReminderRow? last = null;
        while (true)
        {
            var page = await Grain.ReadDue(last, query.Until, PageRows).WaitAsync(cancellationToken);
            foreach (var row in page)
            {
                if (wanted.Count == query.MaxRows)
                {
                    return new ReminderPage(wanted, IsComplete: false);
                }

                if (query.IsWanted(row.GrainId))
                {
                    wanted.Add(row);
                }
            }

            if (page.Count < PageRows)
            {
                return new ReminderPage(wanted, IsComplete: true);
            }

            last = page[^1];
        }
    }
}
