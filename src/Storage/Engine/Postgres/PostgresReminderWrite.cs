using System.Globalization;
using Npgsql;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Reminders;

namespace OrleansAgents.Storage;

/// <summary>Inserts or replaces a reminder, removes it, or moves its due time.</summary>
internal sealed class PostgresReminderWrite : PostgresWrite
{
    private const string UpsertSql =
        """
        INSERT INTO orleansagents.reminder (service_id, grain_id, name, first_tick_at, period, due_at, key_shard, prefix_shard, etag)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, nextval('orleansagents.number'))
        ON CONFLICT (service_id, grain_id, name) DO UPDATE SET first_tick_at = excluded.first_tick_at, period = excluded.period, due_at = excluded.due_at,
            key_shard = excluded.key_shard, prefix_shard = excluded.prefix_shard, etag = excluded.etag
        RETURNING etag
        """;

    private const string RemoveSql = "DELETE FROM orleansagents.reminder WHERE service_id = $1 AND grain_id = $2 AND name = $3 AND etag = $4 RETURNING etag";
    private const string MoveSql = "UPDATE orleansagents.reminder SET due_at = $6 WHERE service_id = $1 AND grain_id = $2 AND name = $3 AND etag = $4 AND due_at = $5 RETURNING etag";

    private readonly string _sql;
    private readonly string _service;
    private readonly string _grain;
    private readonly string _name;
    private readonly long[] _numbers;

    private PostgresReminderWrite(string sql, string service, GrainId grain, string name, params long[] numbers)
        => (_sql, _service, _grain, _name, _numbers) = (sql, service, grain.ToString(), name, numbers);

    /// <summary>The ETag of the row that was changed; null if there was none to change.</summary>
    public long? Result { get; private set; }

    public override PostgresWriteKind Kind => ReminderKind.Instance;

    public override object Subject => ("reminder", _service, _grain, _name);

    public static PostgresReminderWrite Upsert(string service, ReminderRow row)
        => new(UpsertSql, service, row.GrainId, row.Name, row.FirstTickAt.UtcTicks, StoredPeriod.Of(row.Period), row.DueAt.UtcTicks, ShardOf(row.GrainId, byPrefix: false), ShardOf(row.GrainId, byPrefix: true));

    public static PostgresReminderWrite Remove(string service, GrainId grain, string name, long etag) => new(RemoveSql, service, grain, name, etag);

    public static PostgresReminderWrite Move(string service, ReminderRow row, long etag, DateTimeOffset dueAt)
        => new(MoveSql, service, row.GrainId, row.Name, etag, row.DueAt.UtcTicks, dueAt.UtcTicks);

    private static int ShardOf(GrainId grain, bool byPrefix) => PlacementKey.ShardOf(grain.Type, grain.Key, byPrefix, ShardMap.ShardsDefault);

    /// <summary>The reminder at which a reader is.</summary>
    public static ReminderRow Current(NpgsqlDataReader reader)
        => new(
            GrainId.Parse(reader.GetString(0)),
            reader.GetString(1),
            new DateTimeOffset(reader.GetInt64(2), TimeSpan.Zero),
            StoredPeriod.ToPeriod(reader.GetInt64(3)),
            new DateTimeOffset(reader.GetInt64(4), TimeSpan.Zero),
            reader.GetInt64(5).ToString(CultureInfo.InvariantCulture));

    private sealed class ReminderKind : PostgresSingleKind<PostgresReminderWrite>
    {
        public static readonly ReminderKind Instance = new();

        protected override NpgsqlBatchCommand Command(PostgresReminderWrite write)
            => PostgresParameters.Command(
                write._sql,
                [PostgresParameters.Text(write._service), PostgresParameters.Text(write._grain), PostgresParameters.Text(write._name), .. write._numbers.Select(PostgresParameters.Number)]);

        protected override void Read(PostgresReminderWrite write, NpgsqlDataReader? row) => write.Result = row?.GetInt64(0);
    }
}
