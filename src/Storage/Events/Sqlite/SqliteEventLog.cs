namespace OrleansAgents.Storage;

/// <summary>
/// Streams of events in a SQLite file. An append is one write among those of all other streams and of grain states, and shares the
/// transaction, and so the flush of the disk, of whatever waits with it (<see cref="SqliteWriter"/>).
/// </summary>
internal sealed class SqliteEventLog(SqliteEventFile file) : IEventLog
{
    public Task<EventStream?> ReadStreamAsync(string stream, CancellationToken cancellationToken = default)
        => file.Open.ReadAsync(session => EventStreamTable.Read(session, stream)).WaitAsync(cancellationToken);

    public Task<IReadOnlyList<StoredEvent>> ReadAsync(string stream, long after, int eventsMax, CancellationToken cancellationToken = default)
    {
        EventLogChecks.Page(eventsMax);
        return file.Open.ReadAsync(session => EventTable.Read(session, stream, after, eventsMax)).WaitAsync(cancellationToken);
    }

    public Task<StoredEvent?> FindAsync(string stream, string key, CancellationToken cancellationToken = default)
        => file.Open.ReadAsync(session => EventTable.Find(session, stream, key)).WaitAsync(cancellationToken);

    public async Task<IReadOnlyList<StoredEvent>> AppendAsync(EventAppend append, CancellationToken cancellationToken = default)
    {
        EventLogChecks.Check(append);
        var open = file.Open;
        EventAppendWrite write = new(append);
        await open.WriteAsync(write).WaitAsync(cancellationToken);
        SqliteMetrics.Appends.Add(1, open.Settings.Tag);
        SqliteMetrics.AppendedEvents.Add(write.Stored.Count, open.Settings.Tag);
        return write.Stored;
    }

    public Task<EventStreamPage> ListAsync(string owner, EventStreamQuery query, CancellationToken cancellationToken = default)
    {
        EventLogChecks.Check(query);
        var after = EventStreamCursor.Parse(query.Cursor);
        return file.Open.ReadAsync(session => EventStreamTable.List(session, owner, query, after)).WaitAsync(cancellationToken);
    }

    public async Task<bool> RenameAsync(string stream, string title, CancellationToken cancellationToken = default)
    {
        EventLogChecks.Title(title);
        EventStreamRename write = new(stream, title);
        await file.Open.WriteAsync(write).WaitAsync(cancellationToken);
        return write.IsFound;
    }

    public async Task<bool> DeleteAsync(string stream, CancellationToken cancellationToken = default)
    {
        EventStreamRemoval write = new(stream);
        await file.Open.WriteAsync(write).WaitAsync(cancellationToken);
        return write.IsFound;
    }
}
