using System.Globalization;

namespace OrleansAgents.Storage;

/// <summary>
/// Which tables a file has. The file says whose it is (application_id) and of which version (user_version), so that it is neither
/// mistaken for another program's database nor written by a program that is too old for it.
/// </summary>
internal static class SqliteSchema
{
    private const int ApplicationId = 0x4F414753;

    /// <summary>Makes the tables of a new file, brings an older one up to date, and refuses one that this program must not write.</summary>
    /// <exception cref="SqliteStorageException">The file belongs to another program or to a newer version.</exception>
    public static void Prepare(SqliteSession session, string dataFile)
    {
        var applicationId = Number(session, "PRAGMA application_id");
        var version = Number(session, "PRAGMA user_version");
        var isOurs = applicationId == ApplicationId;
        if (isOurs && version > SqliteTables.Version)
        {
            throw new SqliteStorageException(
                $"SQLite file '{dataFile}' has version {version}, this program knows versions up to {SqliteTables.Version}; run the newer program, or give this one another DataFile.");
        }

        if (!isOurs && (applicationId != 0 || version != 0 || Number(session, "SELECT count(*) FROM sqlite_schema") != 0))
        {
            throw new SqliteStorageException(
                $"SQLite file '{dataFile}' is another program's database (application_id {applicationId}); give {nameof(SqliteStorageOptions)}.{nameof(SqliteStorageOptions.DataFile)} a file of its own.");
        }

        if (version < SqliteTables.Version)
        {
            // One transaction: a file is of the old version or of the new one, whatever happens in between.
            var changes = string.Join('\n', SqliteTables.Changes.Skip((int)version));
            session.Execute($"BEGIN IMMEDIATE; {changes} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {SqliteTables.Version}; COMMIT;");
        }
    }

    private static long Number(SqliteSession session, string sql) => Convert.ToInt64(session.Ask(sql), CultureInfo.InvariantCulture);
}
