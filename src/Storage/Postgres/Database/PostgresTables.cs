namespace OrleansAgents.Storage;

/// <summary>
/// The tables and functions of a database, as the changes that made them: a new database gets all changes, one of version n those
/// after the n-th. A change that has been released is never edited, since databases exist that have it; the next one is added.
/// </summary>
/// <remarks>
/// JSON is kept as <c>json</c>, not <c>jsonb</c>: it comes back as it was written, byte for byte, and costs the server a check and no
/// conversion; operators query either. Names compare by their bytes, so that no locale changes their order.
/// </remarks>
internal static partial class PostgresTables
{
    /// <summary>Everything lies in it, so that a database may have other tables beside.</summary>
    public const string Schema = "orleansagents";

    private const string GrainStateAndReminders =
        """
        -- The last ETag or claim given out.
        CREATE SEQUENCE orleansagents.number;

        -- The state of grains. state NULL means cleared, and the row stays to keep its ETag from being used again.
        -- Room is left in each page, so that a new version of a row fits beside the old one and no index changes.
        CREATE TABLE orleansagents.grain_state (
            service_id text COLLATE "C" NOT NULL,
            grain_id   text COLLATE "C" NOT NULL,
            state_name text COLLATE "C" NOT NULL,
            state      json,
            etag       bigint NOT NULL,
            written_at timestamptz NOT NULL,
            PRIMARY KEY (service_id, grain_id, state_name)
        ) WITH (fillfactor = 70);

        -- Reminders. Times are UTC in ticks of 100 ns since the year 1; period -1 means one tick only.
        CREATE TABLE orleansagents.reminder (
            service_id    text COLLATE "C" NOT NULL,
            grain_id      text COLLATE "C" NOT NULL,
            name          text COLLATE "C" NOT NULL,
            first_tick_at bigint NOT NULL,
            period        bigint NOT NULL,
            due_at        bigint NOT NULL,
            etag          bigint NOT NULL,
            PRIMARY KEY (service_id, grain_id, name)
        );
        CREATE INDEX reminder_due ON orleansagents.reminder (service_id, due_at, grain_id, name);
        """;

    private const string ReminderShards =
        """
        -- By which a silo reads its own reminders and nobody else's. A grain class may place its grains by their whole key or by its first part; which one holds now only the silos know, so there is a shard for
        -- either. Rows from before have none and are read by every silo.
        ALTER TABLE orleansagents.reminder ADD COLUMN key_shard integer, ADD COLUMN prefix_shard integer;
        DROP INDEX orleansagents.reminder_due;
        CREATE INDEX reminder_due_by_key ON orleansagents.reminder (service_id, key_shard, due_at, grain_id, name);
        CREATE INDEX reminder_due_by_prefix ON orleansagents.reminder (service_id, prefix_shard, due_at, grain_id, name);
        CREATE INDEX reminder_due_by_none ON orleansagents.reminder (service_id, due_at, grain_id, name) WHERE key_shard IS NULL;
        """;

    /// <summary>The version of a database that has all of them.</summary>
    public static int Version => Changes.Count;

    /// <summary>The n-th one, counted from 1, makes version n.</summary>
    public static IReadOnlyList<string> Changes { get; } = [Cluster, GrainStateAndReminders, EventsAndIdempotency, ReminderShards];
}
