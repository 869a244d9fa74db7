using System.Globalization;

namespace OrleansAgents.Storage;

/// <summary>
/// The tables of a file. The file says whose it is (application_id) and of which version (user_version), so that it is neither
/// mistaken for another program's database nor written by a program that is too old for it.
/// </summary>
internal static class SqliteSchema
{
    private const int ApplicationId = 0x4F414753;
    private const int Version = 1;

    private const string Tables =
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

    /// <summary>Makes the tables of a new file, and refuses one that this program must not write.</summary>
    /// <exception cref="SqliteStorageException">The file belongs to another program or to a newer version.</exception>
    public static void Prepare(SqliteSession session, string dataFile)
    {
        var applicationId = Number(session, "PRAGMA application_id");
        var version = Number(session, "PRAGMA user_version");
        if (applicationId == ApplicationId)
        {
            if (version > Version)
            {
                throw new SqliteStorageException(
                    $"SQLite file '{dataFile}' has version {version}, this program knows versions up to {Version}; run the newer program, or give this one another DataFile.");
            }

            return;
        }

        if (applicationId != 0 || version != 0 || Number(session, "SELECT count(*) FROM sqlite_schema") != 0)
        {
            throw new SqliteStorageException(
                $"SQLite file '{dataFile}' is another program's database (application_id {applicationId}); give {nameof(SqliteStorageOptions)}.{nameof(SqliteStorageOptions.DataFile)} a file of its own.");
        }

        session.Execute($"BEGIN IMMEDIATE; {Tables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT;");
    }

    private static long Number(SqliteSession session, string sql) => Convert.ToInt64(session.Ask(sql), CultureInfo.InvariantCulture);
}
