using System.Text.Json;

namespace OrleansAgents.Storage;

/// <summary>Reads of the table of streams.</summary>
internal static class EventStreamTable
{
    private const string Columns = "id, name, owner, title, created_at, updated_at, last_sequence";
    private const string SelectOne = $"SELECT {Columns}, snapshot FROM event_stream WHERE name = ?1";
    private const string SelectPosition = "SELECT last_sequence FROM event_stream WHERE name = ?1";
    private const string AfterCursor = "owner = ?1 AND (updated_at, id) < (?2, ?3) ORDER BY updated_at DESC, id DESC LIMIT ?4";
    private const string SelectOfOwner = $"SELECT {Columns} FROM event_stream WHERE {AfterCursor}";

    /// <summary>The answer to whether a stream contains the text is a column and not a condition, so that streams without it count too.</summary>
    private const string SearchOfOwner =
        $"""
        SELECT {Columns}, title LIKE ?5 ESCAPE '\' OR EXISTS (
            SELECT 1 FROM event
            WHERE stream = id AND kind IN (SELECT value FROM json_each(?6)) AND json_extract(data, '$.text') LIKE ?5 ESCAPE '\')
        FROM event_stream WHERE {AfterCursor}
        """;

    public static EventStream? Read(SqliteSession session, string name)
    {
        var statement = session.Prepare(SelectOne).Bind(1, name);
        if (!statement.Step())
        {
            return null;
        }

        var found = Current(statement, statement.Utf8(7));
        statement.Reset();
        return found;
    }

    /// <summary>The number of the stream's last event; null if there is no such stream.</summary>
    public static long? ReadPosition(SqliteSession session, string name)
    {
        var statement = session.Prepare(SelectPosition).Bind(1, name);
        if (!statement.Step())
        {
            return null;
        }

        var found = statement.Int64(0);
        statement.Reset();
        return found;
    }

    public static EventStreamPage List(SqliteSession session, string owner, EventStreamQuery query, EventStreamCursor after)
    {
        // One more than is given, to know whether there is a next page.
        var statement = session.Prepare(query.Text is null ? SelectOfOwner : SearchOfOwner)
            .Bind(1, owner).Bind(2, after.UpdatedAt).Bind(3, after.Id).Bind(4, query.ExaminedMax + 1);
        if (query.Text is not null)
        {
            statement.Bind(5, SearchPattern.Containing(query.Text)).Bind(6, JsonSerializer.SerializeToUtf8Bytes(query.SearchedKinds ?? []));
        }

        List<EventStream> page = [];
        var last = after;
        try
        {
            for (var examined = 0; statement.Step(); examined++)
            {
                if (examined == query.ExaminedMax || page.Count == query.StreamsMax)
                {
                    return new EventStreamPage(page, last.ToString());
                }

                last = new EventStreamCursor(statement.Int64(5), statement.Int64(0));
                if (query.Text is null || statement.Int64(7) != 0)
                {
                    page.Add(Current(statement, snapshot: null));
                }
            }

            return new EventStreamPage(page, Cursor: null);
        }
        finally
        {
            // A page may end before its rows do; an open statement would keep the log from being written back.
            statement.Reset();
        }
    }

    private static EventStream Current(SqliteStatement statement, byte[]? snapshot)
        => new(
            statement.Text(1),
            statement.Text(2),
            statement.Text(3),
            DateTimeOffset.FromUnixTimeMilliseconds(statement.Int64(4)),
            DateTimeOffset.FromUnixTimeMilliseconds(statement.Int64(5)),
            statement.Int64(6),
            snapshot);
}
