namespace OrleansAgents.Storage;

/// <summary>Reads of the table of events.</summary>
internal static class EventTable
{
    private const string OfStream = "SELECT sequence, kind, at, data FROM event WHERE stream = (SELECT id FROM event_stream WHERE name = ?1)";
    private const string SelectAfter = $"{OfStream} AND sequence > ?2 ORDER BY sequence LIMIT ?3";
    private const string SelectByKey = $"{OfStream} AND key = ?2";

    public static IReadOnlyList<StoredEvent> Read(SqliteSession session, string stream, long after, int eventsMax)
    {
        var statement = session.Prepare(SelectAfter).Bind(1, stream).Bind(2, after).Bind(3, eventsMax);
        List<StoredEvent> events = [];
        while (statement.Step())
        {
            events.Add(Current(statement));
        }

        return events;
    }

    public static StoredEvent? Find(SqliteSession session, string stream, string key)
    {
        var statement = session.Prepare(SelectByKey).Bind(1, stream).Bind(2, key);
        if (!statement.Step())
        {
            return null;
        }

        var found = Current(statement);
        statement.Reset();
        return found;
    }

    private static StoredEvent Current(SqliteStatement statement)
        => new(statement.Int64(0), statement.Text(1), DateTimeOffset.FromUnixTimeMilliseconds(statement.Int64(2)), statement.Utf8(3)!);
}
