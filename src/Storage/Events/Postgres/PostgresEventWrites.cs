using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace OrleansAgents.Storage;

/// <summary>Appends to a stream; see the function event_append.</summary>
internal sealed class PostgresEventAppend(EventAppend append, long now) : PostgresWrite
{
    public override PostgresWriteKind Kind => AppendKind.Instance;

    public override object Subject => ("stream", append.Stream);

    private sealed class AppendKind : PostgresSingleKind<PostgresEventAppend>
    {
        public static readonly AppendKind Instance = new();

        private const string Sql = "SELECT outcome, reached, taken FROM orleansagents.event_append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

        protected override NpgsqlBatchCommand Command(PostgresEventAppend write)
        {
            var append = write.Append;
            return PostgresParameters.Command(
                Sql,
                PostgresParameters.Text(append.Stream),
                PostgresParameters.Number(append.ExpectedSequence),
                PostgresParameters.Optional(append.Birth?.Owner, NpgsqlDbType.Text),
                PostgresParameters.Optional(append.Title ?? append.Birth?.Title, NpgsqlDbType.Text),
                PostgresParameters.Optional(append.Snapshot is null ? null : Encoding.UTF8.GetString(append.Snapshot), NpgsqlDbType.Json),
                PostgresParameters.Number(write.Now),
                PostgresParameters.Optional(append.Fold?.Kind, NpgsqlDbType.Text),
                PostgresParameters.Optional(append.Fold?.FirstSequence, NpgsqlDbType.Bigint),
                PostgresParameters.Optional(append.Fold?.LastSequence, NpgsqlDbType.Bigint),
                new NpgsqlParameter<string[]> { TypedValue = [.. append.Events.Select(static item => item.Kind)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. append.Events.Select(static item => Encoding.UTF8.GetString(item.Data))], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Json },
                new NpgsqlParameter<string?[]> { TypedValue = [.. append.Events.Select(static item => item.Key)] },
                PostgresParameters.Number(EventLogLimits.StreamEventsMax));
        }

        protected override void Read(PostgresEventAppend write, NpgsqlDataReader? row)
            => write.Refusal = row!.GetInt32(0) switch
            {
                0 => null,
                1 => new EventSequenceException(write.Append.Stream, write.Append.ExpectedSequence, row.IsDBNull(1) ? null : row.GetInt64(1)),
                2 => new EventKeyException(write.Append.Stream, row.GetString(2)),
                _ => EventLogChecks.TooManyEvents(write.Append.Stream, row.GetInt64(1)),
            };
    }

    private EventAppend Append => append;

    private long Now => now;
}

/// <summary>Gives a stream another title, or removes it with its events. The longest stream takes the server some hundred milliseconds, which other writes wait for.</summary>
internal sealed class PostgresEventStreamChange(string stream, string? title) : PostgresWrite
{
    public bool IsFound { get; private set; }

    public override PostgresWriteKind Kind => ChangeKind.Instance;

    public override object Subject => ("stream", stream);

    private string Stream => stream;

    private string? Title => title;

    private sealed class ChangeKind : PostgresSingleKind<PostgresEventStreamChange>
    {
        public static readonly ChangeKind Instance = new();

        private const string Rename = "UPDATE orleansagents.event_stream SET title = $2 WHERE name = $1 RETURNING true";

        private const string Remove =
            """
            WITH removed AS (DELETE FROM orleansagents.event_stream WHERE name = $1 RETURNING id),
            events AS (DELETE FROM orleansagents.event WHERE stream = (SELECT id FROM removed))
            SELECT true FROM removed
            """;

        protected override NpgsqlBatchCommand Command(PostgresEventStreamChange write)
            => write.Title is null
                ? PostgresParameters.Command(Remove, PostgresParameters.Text(write.Stream))
                : PostgresParameters.Command(Rename, PostgresParameters.Text(write.Stream), PostgresParameters.Text(write.Title));

        protected override void Read(PostgresEventStreamChange write, NpgsqlDataReader? row) => write.IsFound = row is not null;
    }
}
