using Npgsql;

namespace OrleansAgents.Storage;

/// <summary>The list of an owner's streams.</summary>
internal static class PostgresEventStreams
{
    public const string Columns = "id, name, owner, title, created_at, updated_at, last_sequence";

    private const string AfterCursor = "owner = $1 AND (updated_at, id) < ($2, $3) ORDER BY updated_at DESC, id DESC LIMIT $4";
    private const string OfOwner = $"SELECT {Columns}, true FROM orleansagents.event_stream WHERE {AfterCursor}";

    /// <summary>The answer to whether a stream contains the text is a column and not a condition, so that streams without it count too. The collation makes only ASCII letters equal in either case.</summary>
    private const string SearchOfOwner =
        $"""
        SELECT {Columns}, title ILIKE $5 COLLATE "C" OR EXISTS (
            SELECT FROM orleansagents.event e
            WHERE e.stream = s.id AND e.kind = ANY ($6) AND orleansagents.event_text(e.data) ILIKE $5 COLLATE "C")
        FROM orleansagents.event_stream s WHERE {AfterCursor}
        """;

    public static string ListSql(EventStreamQuery query) => query.Text is null ? OfOwner : SearchOfOwner;

    public static NpgsqlParameter[] ListParameters(string owner, EventStreamQuery query, EventStreamCursor after)
    {
        // One more than is given, to know whether there is a next page.
        List<NpgsqlParameter> parameters =
            [PostgresParameters.Text(owner), PostgresParameters.Number(after.UpdatedAt), PostgresParameters.Number(after.Id), PostgresParameters.Number(query.ExaminedMax + 1)];
        if (query.Text is not null)
        {
            parameters.Add(PostgresParameters.Text(SearchPattern.Containing(query.Text)));
            parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. query.SearchedKinds ?? []] });
        }

        return [.. parameters];
    }

    public static async Task<EventStreamPage> PageAsync(NpgsqlDataReader reader, EventStreamQuery query, EventStreamCursor after, CancellationToken cancellationToken)
    {
        List<EventStream> page = [];
        var last = after;
        for (var examined = 0; await reader.ReadAsync(cancellationToken); examined++)
        {
            if (examined == query.ExaminedMax || page.Count == query.StreamsMax)
            {
                return new EventStreamPage(page, last.ToString());
            }

            last = new EventStreamCursor(reader.GetInt64(5), reader.GetInt64(0));
            if (reader.GetBoolean(7))
            {
                page.Add(Current(reader, snapshot: null));
            }
        }

        return new EventStreamPage(page, Cursor: null);
    }

    /// <summary>The stream at which the reader is.</summary>
    public static EventStream Current(NpgsqlDataReader reader, byte[]? snapshot)
        => new(
            reader.GetString(1),
            reader.GetString(2),
            reader.GetString(3),
            DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(4)),
            DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5)),
            reader.GetInt64(6),
            snapshot);
}
