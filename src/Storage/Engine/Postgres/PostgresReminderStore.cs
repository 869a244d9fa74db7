using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Reminders;

namespace OrleansAgents.Storage;

/// <summary>Reminders in PostgreSQL, indexed by due time.</summary>
internal sealed class PostgresReminderStore(IOptions<AdoNetReminderTableOptions> options, IOptions<ClusterOptions> cluster, PostgresDatabases databases) : IReminderStore, ILifecycleParticipant<ISiloLifecycle>
{
    private const string Columns = "SELECT grain_id, name, first_tick_at, period, due_at, etag FROM orleansagents.reminder WHERE service_id = $1";
    private const string SelectOne = $"{Columns} AND grain_id = $2 AND name = $3";
    private const string SelectOfGrain = $"{Columns} AND grain_id = $2 ORDER BY name";

    /// <summary>One page: what is due, after the last row of the page before.</summary>
    private const string Due = "due_at <= $2 AND (due_at, grain_id, name) > ($3, $4, $5) ORDER BY due_at, grain_id, name LIMIT $6";

    /// <summary>Each shard has its own part of an index, in order of due time, so what is read does not depend on how many reminders the other silos have.</summary>
    internal const string SelectDueOfShards =
        $"""
        WITH due AS (
            SELECT r.* FROM unnest($7) AS s(shard) CROSS JOIN LATERAL
                ({Columns} AND key_shard = s.shard AND {Due}) r
            UNION
            SELECT r.* FROM unnest($7) AS s(shard) CROSS JOIN LATERAL
                ({Columns} AND prefix_shard = s.shard AND {Due}) r
            UNION
            ({Columns} AND key_shard IS NULL AND {Due})
        )
        SELECT grain_id, name, first_tick_at, period, due_at, etag FROM due ORDER BY due_at, grain_id, name LIMIT $6
        """;

    /// <summary>Rows are wanted by whom the grain belongs to, which only the silo knows; so they come in pages, each after the last row of the one before.</summary>
    private const string SelectDue = $"{Columns} AND {Due}";

    private readonly string _service = cluster.Value.ServiceId;
    private PostgresDatabase? _database;

    private PostgresDatabase Database => _database ?? throw new PostgresStorageException(
        "The reminders' PostgreSQL database is used while its silo is not running; it is connected to when the silo starts and left when it stops.");

    public void Participate(ISiloLifecycle observer)
        => observer.Subscribe(nameof(PostgresReminderStore), ServiceLifecycleStage.RuntimeStorageServices, StartAsync, StopAsync);

    public async Task<ReminderRow> UpsertAsync(ReminderRow row, CancellationToken cancellationToken)
    {
        PostgresReminderWrite write = PostgresReminderWrite.Upsert(_service, row);
        await Database.WriteAsync(write).WaitAsync(cancellationToken);
        return row with { ETag = write.Result!.Value.ToString(CultureInfo.InvariantCulture) };
    }

    public Task<bool> RemoveAsync(GrainId grainId, string name, string etag, CancellationToken cancellationToken)
        => ChangeAsync(etag, number => PostgresReminderWrite.Remove(_service, grainId, name, number), cancellationToken);

    public Task<bool> MoveAsync(ReminderRow row, DateTimeOffset dueAt, CancellationToken cancellationToken)
        => ChangeAsync(row.ETag, number => PostgresReminderWrite.Move(_service, row, number, dueAt), cancellationToken);

    public async Task<ReminderRow?> ReadAsync(GrainId grainId, string name, CancellationToken cancellationToken)
        => (await RowsAsync(SelectOne, cancellationToken, PostgresParameters.Text(grainId.ToString()), PostgresParameters.Text(name))).FirstOrDefault();

    public async Task<IReadOnlyList<ReminderRow>> ReadAsync(GrainId grainId, CancellationToken cancellationToken)
        => await RowsAsync(SelectOfGrain, cancellationToken, PostgresParameters.Text(grainId.ToString()));

    public async Task<ReminderPage> ReadDueAsync(ReminderQuery query, CancellationToken cancellationToken)
    {
        List<ReminderRow> wanted = [];
        var pageRows = Math.Clamp(query.MaxRows + 1, 100, 10_000);
        var (dueAt, grain, name) = (long.MinValue, "", "");
        while (true)
        {
            NpgsqlParameter[] part =
            [
                PostgresParameters.Number(query.Until.UtcTicks), PostgresParameters.Number(dueAt), PostgresParameters.Text(grain), PostgresParameters.Text(name), PostgresParameters.Number(pageRows),
            ];
            var page = query.Shards is { } shards
                ? await RowsAsync(SelectDueOfShards, cancellationToken, [.. part, new NpgsqlParameter<int[]> { TypedValue = [.. shards] }])
                : await RowsAsync(SelectDue, cancellationToken, part);
            foreach (var row in page.Where(row => query.IsWanted(row.GrainId)))
            {
                if (wanted.Count == query.MaxRows) return new ReminderPage(wanted, IsComplete: false);
                wanted.Add(row);
            }

            if (page.Count < pageRows) return new ReminderPage(wanted, IsComplete: true);
            (dueAt, grain, name) = (page[^1].DueAt.UtcTicks, page[^1].GrainId.ToString(), page[^1].Name);
        }
    }

    internal async Task StartAsync(CancellationToken cancellationToken) => _database = await databases.AcquireAsync(options.Value.ConnectionString!, cancellationToken);

    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _database, null) is { } database) await databases.ReleaseAsync(database);
    }

    private async Task<bool> ChangeAsync(string? etag, Func<long, PostgresReminderWrite> make, CancellationToken cancellationToken)
    {
        // What is no number was never an ETag of this database.
        if (!long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        var write = make(number);
        await Database.WriteAsync(write).WaitAsync(cancellationToken);
        return write.Result is not null;
    }

    private Task<List<ReminderRow>> RowsAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
        => Database.ReadAsync(
            async (connection, cancellation) =>
            {
                await using NpgsqlCommand command = new(sql, connection);
                command.Parameters.Add(PostgresParameters.Text(_service));
                command.Parameters.AddRange(parameters);
                await using var reader = await command.ExecuteReaderAsync(cancellation);
                List<ReminderRow> rows = [];
                while (await reader.ReadAsync(cancellation)) rows.Add(PostgresReminderWrite.Current(reader));
                return rows;
            },
            cancellationToken);
}
