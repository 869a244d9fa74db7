using Npgsql;

namespace OrleansAgents.Storage;

/// <summary>
/// Makes and updates the tables. Many silos may start at once on an empty database: the changes are made under an advisory lock, by
/// whoever has it first. A database that is up to date is only looked at, so silos need no right to change its schema.
/// </summary>
internal static class PostgresSchema
{
    /// <summary>Any number that no other program is likely to lock in the same database; "OAGS" in ASCII.</summary>
    private const string Lock = "SELECT pg_advisory_xact_lock(1329678163)";

    /// <summary>A query of the catalog's tables: functions that look a name up may answer from what the connection knew before it waited for the lock.</summary>
    private const string FindVersionTable = $"SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = '{PostgresTables.Schema}' AND tablename = 'schema_version')";

    private const string ReadVersion = $"SELECT version FROM {PostgresTables.Schema}.schema_version";

    /// <exception cref="PostgresStorageException">The schema is of a newer version, or cannot be made.</exception>
    public static async Task PrepareAsync(NpgsqlDataSource source, string target, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            if (await VersionAsync(connection, target, cancellationToken) < PostgresTables.Version)
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await ExecuteAsync(connection, Lock, cancellationToken);
                var version = await VersionAsync(connection, target, cancellationToken);
                if (version < PostgresTables.Version)
                {
                    await ExecuteAsync(connection, Changes(version), cancellationToken);
                }

                await transaction.CommitAsync(cancellationToken);
            }
        }
        catch (Exception failure)
        {
            throw PostgresFailure.Translate(target, failure);
        }
    }

    private static async Task<int> VersionAsync(NpgsqlConnection connection, string target, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand find = new(FindVersionTable, connection);
        if (await find.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return 0;
        }

        await using NpgsqlCommand read = new(ReadVersion, connection);
        var version = await read.ExecuteScalarAsync(cancellationToken) as int? ?? 0;
        return version <= PostgresTables.Version
            ? version
            : throw new PostgresStorageException(
                $"The schema '{PostgresTables.Schema}' of PostgreSQL database {target} has version {version}, this program knows versions up to {PostgresTables.Version}; run the newer program, or give this one another database.");
    }

    private static string Changes(int version)
        => $"""
            CREATE SCHEMA IF NOT EXISTS {PostgresTables.Schema};
            CREATE TABLE IF NOT EXISTS {PostgresTables.Schema}.schema_version (version integer NOT NULL);
            {string.Join('\n', PostgresTables.Changes.Skip(version))}
            DELETE FROM {PostgresTables.Schema}.schema_version;
            INSERT INTO {PostgresTables.Schema}.schema_version VALUES ({PostgresTables.Version});
            """;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
