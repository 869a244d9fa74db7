namespace OrleansAgents.Storage;

/// <summary>
/// The tables of a file, as the changes that made them: a new file gets all changes, a file of version n those after the n-th. A
/// change that has been released is never edited, since files exist that have it; the next one is added.
/// </summary>
internal static class SqliteTables
{
    private const string GrainStateAndReminders =
        """
        -- The state of grains. state is JSON; NULL means cleared, and the row stays to keep its ETag from being used again.
        CREATE TABLE grain_state (
            grain_id   TEXT NOT NULL,
            state_name TEXT NOT NULL,
            state      TEXT,
            etag       INTEGER NOT NULL,
            written_at TEXT NOT NULL,
            PRIMARY KEY (grain_id, state_name)
        ) STRICT;

        -- Reminders. Times are UTC in ticks of 100 ns since the year 1; period -1 means one tick only.
        CREATE TABLE reminder (
            grain_id      TEXT NOT NULL,
            name          TEXT NOT NULL,
            first_tick_at INTEGER NOT NULL,
            period        INTEGER NOT NULL,
            due_at        INTEGER NOT NULL,
            etag          INTEGER NOT NULL,
            PRIMARY KEY (grain_id, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX reminder_due ON reminder (due_at, grain_id, name);

        -- The last ETag given out.
        CREATE TABLE sequence (last INTEGER NOT NULL) STRICT;
        INSERT INTO sequence VALUES (0);
        """;

    /// <summary>
    /// Events name their stream by a number, which halves the file, and lie in the order of their arrival, so that the appends of one
    /// transaction share pages whatever their streams are: measured against rows in the order of their key (WITHOUT ROWID), an append
    /// costs two thirds of the time and a page of events a tenth more.
    /// </summary>
    private const string EventsAndIdempotency =
        """
        -- Streams of events. Times are UTC in milliseconds since 1970; events counts the rows in the table of events.
        CREATE TABLE event_stream (
            id            INTEGER PRIMARY KEY,
            name          TEXT NOT NULL UNIQUE,
            owner         TEXT NOT NULL,
            title         TEXT NOT NULL,
            created_at    INTEGER NOT NULL,
            updated_at    INTEGER NOT NULL,
            last_sequence INTEGER NOT NULL,
            events        INTEGER NOT NULL,
            snapshot      TEXT
        ) STRICT;
        CREATE INDEX event_stream_of_owner ON event_stream (owner, updated_at DESC, id DESC);

        -- Their events. data is JSON.
        CREATE TABLE event (
            stream   INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            kind     TEXT NOT NULL,
            at       INTEGER NOT NULL,
            data     TEXT NOT NULL,
            key      TEXT,
            PRIMARY KEY (stream, sequence)
        ) STRICT;
        CREATE UNIQUE INDEX event_key ON event (stream, key) WHERE key IS NOT NULL;

        -- Answers by idempotency key. Without a status the execution has not ended; after expires_at the row counts for nothing.
        CREATE TABLE idempotency (
            key          TEXT NOT NULL PRIMARY KEY,
            body_hash    TEXT NOT NULL,
            claim        INTEGER NOT NULL,
            expires_at   INTEGER NOT NULL,
            status       INTEGER,
            content_type TEXT,
            body         BLOB,
            location     TEXT
        ) STRICT;
        CREATE INDEX idempotency_expiry ON idempotency (expires_at);
        """;

    private const string Cluster =
        """
        -- One row for each cluster: its constants, durations in ticks of 100 ns, its newest view and the change that made it. members is JSON.
        CREATE TABLE cluster (
            cluster_id       TEXT NOT NULL PRIMARY KEY,
            shards           INTEGER NOT NULL,
            lease            INTEGER NOT NULL,
            clock_rate_error REAL NOT NULL,
            guard            INTEGER NOT NULL,
            version          INTEGER NOT NULL,
            change_id        TEXT NOT NULL,
            members          TEXT NOT NULL
        ) STRICT;

        -- One row for each silo that ever joined. state: 0 active, 1 revoked, 2 stopped.
        CREATE TABLE silo (
            cluster_id  TEXT NOT NULL,
            address     TEXT NOT NULL,
            incarnation TEXT NOT NULL,
            host_id     TEXT NOT NULL,
            beat        INTEGER NOT NULL,
            state       INTEGER NOT NULL,
            PRIMARY KEY (cluster_id, address)
        ) STRICT, WITHOUT ROWID;
        """;

    /// <summary>The version of a file that has all of them.</summary>
    public static int Version => Changes.Count;

    /// <summary>The n-th one, counted from 1, makes version n.</summary>
    public static IReadOnlyList<string> Changes { get; } = [GrainStateAndReminders, EventsAndIdempotency, Cluster];
}
