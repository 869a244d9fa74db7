namespace Orleans.Runtime.Reminders;

/// <summary>
/// What one silo knows of the reminders of its grains: the rows that come due before a horizon, in order, and those whose tick is
/// under way. It decides and does nothing: no clock, no store, no calls.
/// </summary>
/// <remarks>
/// The horizon divides the memory from the store: every row of this silo due before it is here, whatever is due later is only in
/// the store and is read when its time approaches. It lies one window ahead of the last reading, or nearer when the limit cut that
/// reading off. What was registered, moved or removed on this silo while a reading was under way is known better here than there, so
/// it is remembered and applied once more when the reading ends.
/// </remarks>
internal sealed class ReminderSchedule(int loadedMax)
{
    /// <summary>Below this many replaced rows cleaning up costs more than it frees.</summary>
    private const int StaleMin = 64;

    private readonly Dictionary<Key, ReminderRow> _waiting = [];
    private readonly PriorityQueue<ReminderRow, DateTimeOffset> _order = new();
    private readonly Dictionary<Key, ReminderRow> _underWay = [];
    private readonly Dictionary<Key, ReminderRow?> _changedWhileReading = [];
    private bool _wasCutOff;

    /// <summary>Every row of this silo that is due before this time is loaded.</summary>
    public DateTimeOffset Horizon { get; private set; } = DateTimeOffset.MinValue;

    public int Waiting => _waiting.Count;

    public int UnderWay => _underWay.Count;

    public bool IsReading { get; private set; }

    /// <summary>How many rows the queue holds, replaced ones included.</summary>
    internal int Queued => _order.Count;

    /// <summary>
    /// True when so little is left of a reading that the limit had cut off that the next one should begin. A quarter is left, so that
    /// ticks go on while it runs, and each reading still brings three quarters of new rows.
    /// </summary>
    public bool IsRunningDry => _wasCutOff && _waiting.Count + _underWay.Count <= loadedMax / 4;

    public void BeginReading()
    {
        IsReading = true;
        _changedWhileReading.Clear();
    }

    /// <summary>The reading failed: what is loaded stays valid.</summary>
    public void AbandonReading() => IsReading = false;

    /// <summary>Replaces what is waiting by what was read.</summary>
    public void EndReading(ReminderPage page, DateTimeOffset until)
    {
        IsReading = false;
        _wasCutOff = !page.IsComplete && page.Rows.Count > 0;
        Horizon = _wasCutOff ? page.Rows[^1].DueAt : until;
        var read = page.Rows.Select(static row => Key.Of(row)).ToHashSet();
        foreach (var key in _waiting.Keys.Where(key => !read.Contains(key)).ToList())
        {
            _waiting.Remove(key);
        }

        foreach (var row in page.Rows)
        {
            Put(row);
        }

        foreach (var (key, row) in _changedWhileReading)
        {
            Apply(key, row);
        }

        _changedWhileReading.Clear();
    }

    /// <summary>A row was registered or moved on this silo.</summary>
    public void Changed(ReminderRow row) => Note(Key.Of(row), row);

    public void Removed(GrainId grainId, string name) => Note(new Key(grainId, name), null);

    /// <summary>Takes a row that is due; it counts as under way until <see cref="Finished"/>.</summary>
    public bool TryTakeDue(DateTimeOffset now, out ReminderRow? row)
    {
        while (PeekDueAt() is { } dueAt && dueAt <= now)
        {
            row = _order.Dequeue();
            var key = Key.Of(row);
            _waiting.Remove(key);

            // A registration that came due while a tick of the same name is under way waits for that one to end.
            if (_underWay.TryAdd(key, row))
            {
                return true;
            }

            _underWay[key] = row;
        }

        row = null;
        return false;
    }

    /// <summary>The tick of this row has ended.</summary>
    /// <param name="row">The row as it was taken.</param>
    /// <param name="next">The row as it now is, or null when it is gone, was replaced, or could not be moved.</param>
    public void Finished(ReminderRow row, ReminderRow? next)
    {
        var key = Key.Of(row);
        if (_underWay.Remove(key, out var latest) && !ReferenceEquals(latest, row))
        {
            Put(latest);
        }
        else if (next is not null)
        {
            Note(key, next);
        }
        else if (IsReading)
        {
            // The reading may have seen the row before the tick ended; what was registered since is noted already and stays.
            _changedWhileReading.TryAdd(key, null);
        }
    }

    /// <summary>The earliest due time, or null when nothing waits.</summary>
    public DateTimeOffset? PeekDueAt()
    {
        while (_order.TryPeek(out var row, out var dueAt))
        {
            if (_waiting.TryGetValue(Key.Of(row), out var current) && ReferenceEquals(current, row))
            {
                return dueAt;
            }

            _order.Dequeue();
        }

        return null;
    }

    /// <summary>Forgets what is waiting, because other grains are now this silo's; ticks under way end as they end.</summary>
    public void Clear()
    {
        _waiting.Clear();
        _order.Clear();
        Horizon = DateTimeOffset.MinValue;
        _wasCutOff = false;
    }

    private void Put(ReminderRow row)
    {
        var key = Key.Of(row);
        if (_underWay.TryGetValue(key, out var underWay) && underWay.ETag == row.ETag && underWay.DueAt == row.DueAt)
        {
            return;
        }

        if (_waiting.TryGetValue(key, out var waiting) && waiting == row)
        {
            return;
        }

        _waiting[key] = row;
        _order.Enqueue(row, row.DueAt);
        if (_order.Count > (2 * _waiting.Count) + StaleMin)
        {
            DropStale();
        }
    }

    /// <summary>A replaced row stays in the queue until its turn comes; a grain that registers over and over must not fill it.</summary>
    private void DropStale()
    {
        _order.Clear();
        _order.EnqueueRange(_waiting.Values.Select(static row => (row, row.DueAt)));
    }

    private void Note(Key key, ReminderRow? row)
    {
        if (IsReading)
        {
            _changedWhileReading[key] = row;
        }

        Apply(key, row);
    }

    private void Apply(Key key, ReminderRow? row)
    {
        if (row is not null && row.DueAt < Horizon)
        {
            Put(row);
        }
        else
        {
            _waiting.Remove(key);
        }
    }

    private readonly record struct Key(GrainId GrainId, string Name)
    {
        public static Key Of(ReminderRow row) => new(row.GrainId, row.Name);
    }
}
