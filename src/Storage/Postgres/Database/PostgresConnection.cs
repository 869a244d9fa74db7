using Npgsql;

namespace OrleansAgents.Storage;

/// <summary>How a database is reached, and what connections for different purposes differ in.</summary>
internal static class PostgresConnection
{
    /// <summary>Reads of one process at once. With Npgsql's own 100 a single process could take all connections of a server.</summary>
    private const int PoolSizeMax = 16;

    /// <summary>"host:port/database" as errors show it: without the user and the password.</summary>
    public static string TargetOf(string connectionString)
    {
        NpgsqlConnectionStringBuilder parts = new(connectionString);
        return $"'{parts.Host}:{parts.Port}/{parts.Database ?? parts.Username}'";
    }

    /// <summary>True if both strings reach one database as one user would see it. Two names of one host count as two.</summary>
    public static bool IsSameDatabase(string one, string other)
    {
        NpgsqlConnectionStringBuilder first = new(one), second = new(other);
        return (first.Host, first.Port, first.Database ?? first.Username) == (second.Host, second.Port, second.Database ?? second.Username);
    }

    /// <summary>For reads and for making the schema.</summary>
    public static NpgsqlDataSource ForReads(string connectionString)
        => NpgsqlDataSource.Create(Prepared(connectionString, "Maximum Pool Size", PoolSizeMax));

    /// <summary>
    /// For the writer, which keeps one connection and, if something fails on it, wants another and not the same again from a pool. Its statements touch a few rows by their keys whatever the statistics say, and its plans are made once: of an
    /// empty table the server believes that reading it whole is cheaper, and would go on to do so when it has grown.
    /// </summary>
    public static NpgsqlDataSource ForWrites(string connectionString)
        => NpgsqlDataSource.Create(WithOptions(
            new NpgsqlConnectionStringBuilder(Prepared(connectionString, "Maximum Pool Size", PoolSizeMax)) { Pooling = false }.ConnectionString,
            "-c plan_cache_mode=force_generic_plan -c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off -c jit=off -c lock_timeout=5s"));

    /// <summary>
    /// For the membership table (rule R24): the server itself ends what takes longer than the part of a lease in which a renewal must
    /// succeed, so that a silo that is paused inside an operation does not block its own removal. A cancelled wait ends the connection
    /// at once; asking the server to cancel, and waiting for its answer, would take longer than the lease has.
    /// </summary>
    public static NpgsqlDataSource ForMembership(string connectionString, TimeSpan lease)
    {
        var milliseconds = (int)(lease.TotalMilliseconds / 5);
        return NpgsqlDataSource.Create(WithOptions(
            new NpgsqlConnectionStringBuilder(Prepared(connectionString, "Maximum Pool Size", 4)) { CancellationTimeout = -1, MinPoolSize = 1 }.ConnectionString,
            $"-c lock_timeout={milliseconds * 3 / 4} -c statement_timeout={milliseconds} -c idle_in_transaction_session_timeout={milliseconds}"));
    }

    /// <summary>Statements are prepared on their second use, unless the connection string says otherwise, as it must for some poolers between.</summary>
    private static string Prepared(string connectionString, string setting, int value)
    {
        NpgsqlConnectionStringBuilder parts = new(connectionString);
        if (!parts.ShouldSerialize("Max Auto Prepare"))
        {
            parts.MaxAutoPrepare = 40;
            parts.AutoPrepareMinUsages = 2;
        }

        if (!parts.ShouldSerialize(setting))
        {
            parts[setting] = value;
        }

        if (!parts.ShouldSerialize("Application Name"))
        {
            parts.ApplicationName = "orleansagents";
        }

        return parts.ConnectionString;
    }

    /// <summary>The application's own options come last, so that they win.</summary>
    private static string WithOptions(string connectionString, string options)
    {
        NpgsqlConnectionStringBuilder parts = new(connectionString);
        parts.Options = string.IsNullOrEmpty(parts.Options) ? options : $"{options} {parts.Options}";
        return parts.ConnectionString;
    }
}
