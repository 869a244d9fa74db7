using OrleansAgents.Simulation.Engine;
using Orleans.Runtime.Reminders;

namespace OrleansAgents.Simulation.Stores;

/// <summary>The reminders of all silos, as one of them reaches them.</summary>
internal sealed class SimReminders(Node node, ReminderIndex index) : IReminderStore
{
    private readonly SeededRandom _random = new(Mixing.Mix(node.Id, 55));

    public Task<ReminderRow> UpsertAsync(ReminderRow row, CancellationToken cancellationToken) => Do(() => index.Upsert(row));

    public Task<bool> RemoveAsync(GrainId grainId, string name, string etag, CancellationToken cancellationToken) => Do(() => index.Remove(grainId, name, etag));

    public Task<bool> MoveAsync(ReminderRow row, DateTimeOffset dueAt, CancellationToken cancellationToken) => Do(() => index.Move(row, dueAt));

    public Task<ReminderRow?> ReadAsync(GrainId grainId, string name, CancellationToken cancellationToken) => Do(() => index.Find(grainId, name));

    public Task<IReadOnlyList<ReminderRow>> ReadAsync(GrainId grainId, CancellationToken cancellationToken) => Do(() => (IReadOnlyList<ReminderRow>)index.Find(grainId));

    public Task<ReminderPage> ReadDueAsync(ReminderQuery query, CancellationToken cancellationToken) => Do(() =>
    {
        var wanted = index.FindDue(null, query.Until, int.MaxValue).Where(row => query.IsWanted(row.GrainId)).Take(query.MaxRows + 1).ToList();
        return new ReminderPage([.. wanted.Take(query.MaxRows)], wanted.Count <= query.MaxRows);
    });

    private async Task<T> Do<T>(Func<T> operation)
    {
        // Delays are whole milliseconds, and one of none would not end the segment that waits for it.
        await Task.Delay(_random.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(6)), node.Time);
        return operation();
    }
}
