using System.Globalization;

namespace Orleans.Runtime.Reminders;

/// <summary>Reminder rows in memory, by grain and by due time. Not thread safe: whoever holds it calls it from one place.</summary>
internal sealed class ReminderIndex(long firstETag)
{
    private readonly Dictionary<GrainId, Dictionary<string, ReminderRow>> _byGrain = [];
    private readonly SortedSet<ReminderRow> _byDueTime = new(ReminderPosition.Comparer);
    private long _lastETag = firstETag;

    public ReminderRow Upsert(ReminderRow row)
    {
        var stored = row with { ETag = (++_lastETag).ToString(CultureInfo.InvariantCulture) };
        Replace(Find(row.GrainId, row.Name), stored);
        return stored;
    }

    public bool Remove(GrainId grainId, string name, string etag)
    {
        if (Find(grainId, name) is not { } row || row.ETag != etag)
        {
            return false;
        }

        Replace(row, null);
        return true;
    }

    public bool Move(ReminderRow row, DateTimeOffset dueAt)
    {
        if (Find(row.GrainId, row.Name) is not { } stored || stored.ETag != row.ETag || stored.DueAt != row.DueAt)
        {
            return false;
        }

        Replace(stored, stored with { DueAt = dueAt });
        return true;
    }

    public ReminderRow? Find(GrainId grainId, string name) => _byGrain.GetValueOrDefault(grainId)?.GetValueOrDefault(name);

    public List<ReminderRow> Find(GrainId grainId) => _byGrain.TryGetValue(grainId, out var rows) ? [.. rows.Values] : [];

    /// <summary>The next rows in order of due time, after the given one.</summary>
    public List<ReminderRow> FindDue(ReminderRow? after, DateTimeOffset until, int maxRows)
    {
        var rest = after is null ? _byDueTime : _byDueTime.GetViewBetween(after, ReminderPosition.Last);
        return [.. rest.SkipWhile(row => after is not null && ReminderPosition.Comparer.Compare(row, after) == 0).TakeWhile(row => row.DueAt <= until).Take(maxRows)];
    }

    /// <summary>Everything, in order of due time, for a migration.</summary>
    public List<ReminderRow> All() => [.. _byDueTime];

    /// <summary>Takes over rows as they are, ETags included.</summary>
    public void Restore(IEnumerable<ReminderRow> rows)
    {
        foreach (var row in rows)
        {
            Replace(Find(row.GrainId, row.Name), row);
            _lastETag = Math.Max(_lastETag, long.Parse(row.ETag!, CultureInfo.InvariantCulture));
        }
    }

    private void Replace(ReminderRow? old, ReminderRow? stored)
    {
        if (old is not null)
        {
            _byDueTime.Remove(old);
            var rows = _byGrain[old.GrainId];
            rows.Remove(old.Name);
            if (rows.Count == 0)
            {
                _byGrain.Remove(old.GrainId);
            }
        }

        if (stored is not null)
        {
            _byDueTime.Add(stored);
            if (!_byGrain.TryGetValue(stored.GrainId, out var rows))
            {
                _byGrain.Add(stored.GrainId, rows = []);
            }

            rows.Add(stored.Name, stored);
        }
    }
}

/// <summary>The order of rows: by due time, then by grain and name, so that no two rows share a place.</summary>
internal static class ReminderPosition
{
    public static readonly IComparer<ReminderRow> Comparer = Comparer<ReminderRow>.Create(Compare);

    /// <summary>Comes after every row; known by reference.</summary>
    public static readonly ReminderRow Last = new(default, "", default, default, DateTimeOffset.MaxValue, null);

    private static int Compare(ReminderRow? x, ReminderRow? y)
    {
        if (ReferenceEquals(x, y))
        {
            return 0;
        }

        if (ReferenceEquals(x, Last) || ReferenceEquals(y, Last))
        {
            return ReferenceEquals(x, Last) ? 1 : -1;
        }

        var order = x!.DueAt.CompareTo(y!.DueAt);
        order = order != 0 ? order : x.GrainId.CompareTo(y.GrainId);
        return order != 0 ? order : string.CompareOrdinal(x.Name, y.Name);
    }
}
