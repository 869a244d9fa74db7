using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Orleans;
using Orleans.Runtime;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;
using static OrleansAgents.Storage.PostgresParameters;

namespace OrleansAgents.Storage;

/// <summary>The membership table of one cluster in PostgreSQL. Several clusters may share a database.</summary>
/// <remarks>
/// Every operation is one round trip and one transaction at read committed. A read takes the view and the rows in one statement, so
/// they are of one moment. A renewal raises the beat and reads afterwards, in the same transaction: a change that depends on the beat
/// waits for the row and then finds it raised, and a renewal that waits for such a change finds its row stopped.
/// </remarks>
internal sealed class PostgresClusterTable : IClusterTable, IClusterIdentity, IDisposable, IAsyncDisposable
{
    private const string Open =
        """
        INSERT INTO orleansagents.cluster (cluster_id, shards, lease, clock_rate_error, guard) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING;
        """;

    private const string Constants = "SELECT shards, lease, clock_rate_error, guard FROM orleansagents.cluster WHERE cluster_id = $1";

    private const string Read =
        """
        SELECT c.version, c.change_id, c.members::text, s.address, s.incarnation, s.host_id, s.beat, s.state
        FROM orleansagents.cluster c
        LEFT JOIN orleansagents.silo s ON s.cluster_id = c.cluster_id AND s.address IN (SELECT m ->> 'address' FROM json_array_elements(c.members) m)
        WHERE c.cluster_id = $1
        """;

    private const string Renew = "UPDATE orleansagents.silo SET beat = beat + 1 WHERE cluster_id = $1 AND address = $2 AND incarnation = $3 AND state = 0";
    private const string Change = "SELECT orleansagents.cluster_change($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

    // In order of address, so that two silos which revoke each other wait for one another and do not deadlock.
    private const string LockForRevocation = "SELECT FROM orleansagents.silo WHERE cluster_id = $1 AND address IN ($2, $3) ORDER BY address FOR UPDATE";

    private const string Revoke =
        """
        UPDATE orleansagents.silo SET state = 1 WHERE cluster_id = $1 AND address = $2 AND state = 0
        AND EXISTS (SELECT FROM orleansagents.silo WHERE cluster_id = $1 AND address = $3 AND state = 0)
        """;

    private const string Stop = "UPDATE orleansagents.silo SET state = 2 WHERE cluster_id = $1 AND address = $2 AND incarnation = $3";

    private readonly string _connectionString;
    private readonly string _cluster;
    private readonly Lazy<PostgresClusterWatch> _watch;
    private readonly Lock _gate = new();
    private NpgsqlDataSource? _source;

    /// <summary>The row with which the silo of this process has tried to join; null before. Whether it did is for the table to say.</summary>
    private SiloRow? _joining;
    private TimeSpan _lease = ClusterConstants.Default.Lease;

    public PostgresClusterTable(string connectionString, string cluster, TimeProvider time, ILogger<PostgresClusterTable> logger)
    {
        _connectionString = connectionString;
        _cluster = cluster;
        Target = PostgresConnection.TargetOf(connectionString);
        _watch = new Lazy<PostgresClusterWatch>(() => new PostgresClusterWatch(connectionString, cluster, time, logger));
    }

    public string Target { get; }

    public string Identity => $"cluster '{_cluster}' of PostgreSQL database {Target}";

    /// <summary>Ends when changes are heard of.</summary>
    internal Task WhenWatching => _watch.Value.Listening;

    public async Task OpenAsync(ClusterConstants constants, CancellationToken cancellationToken)
    {
        await using (var source = PostgresConnection.ForReads(_connectionString))
        {
            await PostgresSchema.PrepareAsync(source, Target, cancellationToken);
        }

        var stored = await Run(
            async connection =>
            {
                await using NpgsqlBatch batch = new(connection)
                {
                    BatchCommands =
                    {
                        Command(Open, Text(_cluster), new NpgsqlParameter<int> { TypedValue = constants.Shards }, Interval(constants.Lease), new NpgsqlParameter<double> { TypedValue = constants.ClockRateError }, Interval(constants.Guard)),
                        Command(Constants, Text(_cluster)),
                    },
                };
                await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
                await reader.ReadAsync(cancellationToken);
                return new ClusterConstants(reader.GetInt32(0), reader.GetTimeSpan(1), reader.GetDouble(2), reader.GetTimeSpan(3));
            },
            cancellationToken);
        constants.RequireStored($"Cluster '{_cluster}' in PostgreSQL database {Target}", stored);
        lock (_gate)
        {
            if (_lease != constants.Lease)
            {
                // The old source is left to the collector: an operation may be using it, and its few idle connections end with it.
                _lease = constants.Lease;
                _source = null;
            }
        }
    }

    public Task<ClusterSnapshot> ReadAsync(CancellationToken cancellationToken)
        => Run(
            async connection =>
            {
                await using NpgsqlBatch batch = new(connection) { BatchCommands = { Command(Read, Text(_cluster)) } };
                await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
                return await SnapshotAsync(reader, cancellationToken);
            },
            cancellationToken);

    public Task<ClusterRenewal> RenewAsync(SiloAddress silo, Guid incarnation, CancellationToken cancellationToken)
        => Run(
            async connection =>
            {
                var renewal = Command(Renew, Text(_cluster), Text(silo.ToParsableString()), new NpgsqlParameter<Guid> { TypedValue = incarnation });
                await using NpgsqlBatch batch = new(connection) { BatchCommands = { renewal, Command(Read, Text(_cluster)) } };
                await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
                var snapshot = await SnapshotAsync(reader, cancellationToken);

                // The end of the answer is the commit: until it is read, nothing is renewed.
                await reader.NextResultAsync(cancellationToken);
                return new ClusterRenewal(renewal.RecordsAffected == 1, snapshot);
            },
            cancellationToken);

    public Task<bool> TryChangeAsync(ClusterChange change, CancellationToken cancellationToken)
    {
        _joining = change.Joining ?? _joining;
        return Run(
            async connection =>
            {
                await using NpgsqlBatch batch = new(connection) { BatchCommands = { ChangeCommand(change) } };
                return await batch.ExecuteScalarAsync(cancellationToken) is true;
            },
            cancellationToken);
    }

    public Task RevokeAsync(SiloAddress silo, SiloAddress by, CancellationToken cancellationToken)
    {
        var (revoked, revoker) = (silo.ToParsableString(), by.ToParsableString());
        return ExecuteAsync(cancellationToken, Command(LockForRevocation, Text(_cluster), Text(revoked), Text(revoker)), Command(Revoke, Text(_cluster), Text(revoked), Text(revoker)));
    }

    public Task StopAsync(SiloAddress silo, Guid incarnation, CancellationToken cancellationToken)
        => ExecuteAsync(cancellationToken, Command(Stop, Text(_cluster), Text(silo.ToParsableString()), new NpgsqlParameter<Guid> { TypedValue = incarnation }));

    public IDisposable Watch(Action changed) => _watch.Value.Add(changed);

    /// <summary>What writes to a database are fenced by: this process's silo, if the table is in that database; else null.</summary>
    public PostgresFence? FenceFor(string connectionString)
        => PostgresConnection.IsSameDatabase(connectionString, _connectionString)
            ? new PostgresFence(() => _joining is { } row ? (_cluster, row.Address.ToParsableString(), row.Incarnation) : null)
            : null;

    public void Dispose()
    {
        if (_watch.IsValueCreated) _watch.Value.Dispose();
        _source?.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private NpgsqlBatchCommand ChangeCommand(ClusterChange change)
        => Command(
            Change,
            Text(_cluster),
            Number(change.Next.Version),
            new NpgsqlParameter<string> { TypedValue = ClusterViewJson.Write(change.Next), NpgsqlDbType = NpgsqlDbType.Json },
            new NpgsqlParameter<Guid> { TypedValue = change.ChangeId },
            Optional(change.Joining?.Address.ToParsableString(), NpgsqlDbType.Text),
            Optional(change.Joining?.Incarnation, NpgsqlDbType.Uuid),
            Optional(change.Joining?.HostId, NpgsqlDbType.Text),
            Optional(change.Joining?.Beat, NpgsqlDbType.Bigint),
            Optional((short?)change.Joining?.State, NpgsqlDbType.Smallint),
            new NpgsqlParameter<string[]> { TypedValue = [.. change.Beats.Select(static beat => beat.Silo.ToParsableString())] },
            new NpgsqlParameter<long[]> { TypedValue = [.. change.Beats.Select(static beat => beat.Beat)] },
            new NpgsqlParameter<string[]> { TypedValue = [.. change.Stopped.Select(static silo => silo.ToParsableString())] });

    private static async Task<ClusterSnapshot> SnapshotAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        ClusterView? view = null;
        var changeId = Guid.Empty;
        Dictionary<SiloAddress, SiloRow> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            if (view is null)
            {
                view = ClusterViewJson.Read(reader.GetInt64(0), reader.GetString(2));
                changeId = reader.GetGuid(1);
            }

            if (!reader.IsDBNull(3))
            {
                var address = SiloAddress.Parse(reader.GetString(3));
                rows.Add(address, new SiloRow(address, reader.GetGuid(4), reader.GetString(5), reader.GetInt64(6), (SiloRowState)reader.GetInt16(7)));
            }
        }

        return view is null ? ClusterSnapshot.Empty : ClusterSnapshot.Of(view, changeId, rows);
    }

    private Task<int> ExecuteAsync(CancellationToken cancellationToken, params NpgsqlBatchCommand[] commands)
        => Run(
            async connection =>
            {
                await using NpgsqlBatch batch = new(connection);
                foreach (var command in commands) batch.BatchCommands.Add(command);
                return await batch.ExecuteNonQueryAsync(cancellationToken);
            },
            cancellationToken);

    private async Task<T> Run<T>(Func<NpgsqlConnection, Task<T>> operation, CancellationToken cancellationToken)
    {
        try
        {
            NpgsqlDataSource source;
            lock (_gate) source = _source ??= PostgresConnection.ForMembership(_connectionString, _lease);
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            return await operation(connection);
        }
        catch (Exception failure)
        {
            throw PostgresFailure.Translate(Target, failure);
        }
    }

    private static NpgsqlParameter Interval(TimeSpan value) => PostgresParameters.Optional(value, NpgsqlDbType.Interval);
}
