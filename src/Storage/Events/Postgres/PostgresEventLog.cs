using Npgsql;

namespace OrleansAgents.Storage;

/// <summary>
/// Streams of events in PostgreSQL. An append is one write among those of all other streams and of grain states, and shares the
/// transaction, and so the round trip and the flush, of whatever waits with it (<see cref="PostgresWriter"/>).
/// </summary>
internal sealed class PostgresEventLog(PostgresEventDatabase database) : IEventLog
{
    private const string EventsOfStream = "SELECT sequence, kind, at, data::text FROM orleansagents.event WHERE stream = (SELECT id FROM orleansagents.event_stream WHERE name = $1)";
    private const string SelectAfter = $"{EventsOfStream} AND sequence > $2 ORDER BY sequence LIMIT $3";
    private const string SelectByKey = $"{EventsOfStream} AND key = $2";
    private const string SelectStream = $"SELECT {PostgresEventStreams.Columns}, snapshot::text FROM orleansagents.event_stream WHERE name = $1";

    public Task<EventStream?> ReadStreamAsync(string stream, CancellationToken cancellationToken = default)
        => RowsAsync(
            SelectStream,
            static async (reader, cancellation) => await reader.ReadAsync(cancellation) ? PostgresEventStreams.Current(reader, reader.IsDBNull(7) ? null : reader.GetFieldValue<byte[]>(7)) : null,
            cancellationToken,
            PostgresParameters.Text(stream));

    public Task<IReadOnlyList<StoredEvent>> ReadAsync(string stream, long after, int eventsMax, CancellationToken cancellationToken = default)
    {
        EventLogChecks.Page(eventsMax);
        return RowsAsync<IReadOnlyList<StoredEvent>>(
            SelectAfter,
            static async (reader, cancellation) =>
            {
                List<StoredEvent> events = [];
                while (await reader.ReadAsync(cancellation)) events.Add(Current(reader));
                return events;
            },
            cancellationToken,
            PostgresParameters.Text(stream),
            PostgresParameters.Number(after),
            PostgresParameters.Number(eventsMax));
    }

    public Task<StoredEvent?> FindAsync(string stream, string key, CancellationToken cancellationToken = default)
        => RowsAsync(
            SelectByKey,
            static async (reader, cancellation) => await reader.ReadAsync(cancellation) ? Current(reader) : null,
            cancellationToken,
            PostgresParameters.Text(stream),
            PostgresParameters.Text(key));

    public async Task<IReadOnlyList<StoredEvent>> AppendAsync(EventAppend append, CancellationToken cancellationToken = default)
    {
        EventLogChecks.Check(append);
        var now = database.Now;
        await database.Open.WriteAsync(new PostgresEventAppend(append, now)).WaitAsync(cancellationToken);
        SqliteMetrics.Appends.Add(1, database.Open.Settings.Tag);
        SqliteMetrics.AppendedEvents.Add(append.Events.Count, database.Open.Settings.Tag);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(now);
        return [.. append.Events.Select((item, i) => new StoredEvent(append.ExpectedSequence + 1 + i, item.Kind, at, item.Data))];
    }

    public Task<EventStreamPage> ListAsync(string owner, EventStreamQuery query, CancellationToken cancellationToken = default)
    {
        EventLogChecks.Check(query);
        var after = EventStreamCursor.Parse(query.Cursor);
        return RowsAsync(
            PostgresEventStreams.ListSql(query),
            (reader, cancellation) => PostgresEventStreams.PageAsync(reader, query, after, cancellation),
            cancellationToken,
            PostgresEventStreams.ListParameters(owner, query, after));
    }

    public async Task<bool> RenameAsync(string stream, string title, CancellationToken cancellationToken = default)
    {
        EventLogChecks.Title(title);
        PostgresEventStreamChange change = new(stream, title);
        await database.Open.WriteAsync(change).WaitAsync(cancellationToken);
        return change.IsFound;
    }

    public async Task<bool> DeleteAsync(string stream, CancellationToken cancellationToken = default)
    {
        PostgresEventStreamChange change = new(stream, title: null);
        await database.Open.WriteAsync(change).WaitAsync(cancellationToken);
        return change.IsFound;
    }

    private Task<T> RowsAsync<T>(string sql, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
        => database.Open.ReadAsync(
            async (connection, cancellation) =>
            {
                await using NpgsqlCommand command = new(sql, connection);
                command.Parameters.AddRange(parameters);
                await using var reader = await command.ExecuteReaderAsync(cancellation);
                return await read(reader, cancellation);
            },
            cancellationToken);

    private static StoredEvent Current(NpgsqlDataReader reader)
        => new(reader.GetInt64(0), reader.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)), reader.GetFieldValue<byte[]>(3));
}
