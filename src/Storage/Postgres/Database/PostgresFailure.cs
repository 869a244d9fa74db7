using Npgsql;
using Orleans.Runtime;

namespace OrleansAgents.Storage;

/// <summary>What a failure of PostgreSQL, or of the way to it, means for whoever runs the silo.</summary>
internal static class PostgresFailure
{
    /// <summary>The SQLSTATE with which a transaction is ended because the silo's row is not active; no state of PostgreSQL's own begins with OA.</summary>
    public const string FencedState = "OA001";

    /// <summary>True if the server has said that the transaction was rolled back. What it says while it goes down, or not at all, proves nothing.</summary>
    public static bool IsKnownFailure(Exception failure)
        => failure is PostgresException { Severity: not ("FATAL" or "PANIC"), InvariantSeverity: not ("FATAL" or "PANIC") } postgres
            && !postgres.SqlState.StartsWith("08", StringComparison.Ordinal)
            && !postgres.SqlState.StartsWith("57P", StringComparison.Ordinal);

    /// <summary>True if the connection was there and is not any more, also when the server has said that it ends it.</summary>
    public static bool IsBrokenConnection(Exception failure)
        => failure is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown } or NpgsqlException { InnerException: IOException };

    /// <summary>True if one of several writes may be the reason, so that the others can succeed without it.</summary>
    public static bool IsOfOneWrite(Exception failure)
        => failure is PostgresException postgres && IsKnownFailure(failure)
            && (postgres.SqlState[..2] is "22" or "23" or "40" or "54" or "OA" || postgres.SqlState is PostgresErrorCodes.LockNotAvailable);

    public static Exception Translate(string target, Exception failure)
        => failure switch
        {
            OrleansException or OperationCanceledException or OrleansConfigurationException => failure,
            PostgresException { SqlState: FencedState } fenced => new PostgresStorageException(
                $"The write was not made: this silo's row in the membership table of PostgreSQL database {target} is not active, so other silos may already run its grains. The silo stops; a new one takes its place.", fenced),
            PostgresException postgres => Failed(target, Meaning(postgres), postgres.MessageText, postgres),
            NpgsqlException { InnerException: TimeoutException } => Failed(target, "it did not answer in time; see whether it is overloaded or a lock is held ('SELECT * FROM pg_stat_activity')", failure.Message, failure),
            NpgsqlException when failure.Message.Contains("pool has been exhausted", StringComparison.Ordinal) => Failed(
                target, "all connections of this process are in use; raise 'Maximum Pool Size' in the connection string, as far as the server's max_connections allows", failure.Message, failure),
            NpgsqlException => Failed(target, "the connection to it failed; see whether it runs and the connection string names it, the silo goes on by itself when it is back", (failure.InnerException ?? failure).Message, failure),
            ArgumentException => Failed(target, "the connection string or a value was refused", failure.Message, failure),
            _ => Failed(target, "see the cause", failure.Message, failure),
        };

    /// <summary>For writes that were sent.</summary>
    public static Exception TranslateWrite(string target, Exception failure)
        => IsKnownFailure(failure) || failure is PostgresStorageException
            ? Translate(target, failure)
            : new PostgresOutcomeUnknownException(
                $"A write to PostgreSQL database {target} may or may not have been stored: {failure.Message} The activation ends and the next one reads what is stored.", failure);

    private static string Meaning(PostgresException failure)
        => failure.SqlState switch
        {
            PostgresErrorCodes.ReadOnlySqlTransaction => "it is read-only: a standby, or default_transaction_read_only is on; connect to the primary ('Target Session Attributes=primary' with several hosts), or make it writable",
            PostgresErrorCodes.DiskFull => "its disk is full; free some space, the silo goes on by itself",
            PostgresErrorCodes.TooManyConnections => "it has no connection left; raise its max_connections, or lower 'Maximum Pool Size' in the connection string",
            PostgresErrorCodes.InvalidCatalogName => "there is no such database; create it, or correct the connection string",
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "it does not accept this user; correct user name and password in the connection string, or the server's pg_hba.conf",
            PostgresErrorCodes.InsufficientPrivilege => "this user lacks a right; grant it, or, to create the schema, connect once as an owner of the database",
            PostgresErrorCodes.LockNotAvailable => "a lock was not released in time; end the transaction that holds it ('SELECT * FROM pg_stat_activity')",
            PostgresErrorCodes.QueryCanceled => "the statement took too long and was ended; see whether the server is overloaded or a lock is held ('SELECT * FROM pg_stat_activity')",
            PostgresErrorCodes.UntranslatableCharacter or PostgresErrorCodes.CharacterNotInRepertoire => "a name or a text in it has a character that PostgreSQL cannot store, such as U+0000; leave it out",
            PostgresErrorCodes.ProgramLimitExceeded or PostgresErrorCodes.StatementTooComplex => "a record or a key is larger than it accepts; store less in one, or choose a shorter key",
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.InvalidSchemaName => $"a part of the schema '{PostgresTables.Schema}' is missing; restore a backup, or drop the schema to start empty",
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => "it is starting or shutting down; the silo goes on by itself when it is back",
            _ => "see the cause",
        };

    private static PostgresStorageException Failed(string target, string meaning, string said, Exception cause)
        => new($"PostgreSQL database {target} could not be used: {meaning}. The cause says: {said}", cause);
}
