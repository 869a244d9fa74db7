namespace Orleans.Runtime.Reminders;

/// <summary>
/// Where reminders are kept: one row for each grain and name, indexed by due time, so that a silo with millions of them reads only
/// what comes due soon. A provider implements this; every implementation passes the same compliance suite.
/// </summary>
/// <remarks>
/// A row changes in two ways. A registration replaces it and gives it a new ETag, which no registration of that grain and name ever
/// had before. A delivered tick moves <see cref="ReminderRow.DueAt"/> on and keeps the ETag, so that the handle of a grain stays
/// valid from tick to tick; it is a compare-and-swap on the ETag together with the due time, so that of two silos that both
/// delivered a tick one moves the row.
/// </remarks>
public interface IReminderStore
{
    /// <summary>Inserts the row or replaces the one of the same grain and name, whatever its ETag.</summary>
    /// <returns>The row as stored, with its new ETag.</returns>
    Task<ReminderRow> UpsertAsync(ReminderRow row, CancellationToken cancellationToken);

    /// <summary>Removes the row if it still has this ETag.</summary>
    /// <returns>False if there is no such row.</returns>
    Task<bool> RemoveAsync(GrainId grainId, string name, string etag, CancellationToken cancellationToken);

    /// <summary>Moves the due time of the row if both its ETag and its due time are still those of <paramref name="row"/>.</summary>
    /// <returns>False if the row has changed or is gone.</returns>
    Task<bool> MoveAsync(ReminderRow row, DateTimeOffset dueAt, CancellationToken cancellationToken);

    /// <summary>The row of this grain and name, or null.</summary>
    Task<ReminderRow?> ReadAsync(GrainId grainId, string name, CancellationToken cancellationToken);

    /// <summary>All rows of a grain.</summary>
    Task<IReadOnlyList<ReminderRow>> ReadAsync(GrainId grainId, CancellationToken cancellationToken);

    /// <summary>The rows that come due first, earliest first.</summary>
    Task<ReminderPage> ReadDueAsync(ReminderQuery query, CancellationToken cancellationToken);
}

/// <summary>A stored reminder.</summary>
/// <param name="GrainId">Whose it is.</param>
/// <param name="Name">Unique within the grain.</param>
/// <param name="FirstTickAt">When its first tick was or is due; the others follow at whole periods from here.</param>
/// <param name="Period">From tick to tick; <see cref="Timeout.InfiniteTimeSpan"/> for a reminder with one tick.</param>
/// <param name="DueAt">When to call the grain next: a tick, or another attempt at one that failed.</param>
/// <param name="ETag">Which registration this is; null before it is stored.</param>
[GenerateSerializer]
[Immutable]
public sealed record ReminderRow(GrainId GrainId, string Name, DateTimeOffset FirstTickAt, TimeSpan Period, DateTimeOffset DueAt, string? ETag);

/// <summary>What a silo asks for.</summary>
/// <param name="Until">Rows due later are left out.</param>
/// <param name="MaxRows">At most so many rows.</param>
/// <param name="IsWanted">Rows of other grains are left out and do not count.</param>
public sealed record ReminderQuery(DateTimeOffset Until, int MaxRows, Func<GrainId, bool> IsWanted)
{
    /// <summary>The shards of the wanted grains, so that a store which knows the shard of each row need not hand out the rows of other silos; null if they are not known. A store may ignore it.</summary>
    public IReadOnlyList<int>? Shards { get; init; }
}

/// <summary>What the store answers.</summary>
/// <param name="Rows">By due time, earliest first.</param>
/// <param name="IsComplete">False if the limit cut rows off; then rows due at the last row's own time may be among those missing.</param>
public sealed record ReminderPage(IReadOnlyList<ReminderRow> Rows, bool IsComplete);
