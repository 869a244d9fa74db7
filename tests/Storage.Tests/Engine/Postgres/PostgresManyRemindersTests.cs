using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Runtime.Reminders;

namespace OrleansAgents.Storage.Tests;

/// <summary>A silo reads what its own shards have due, however many reminders there are.</summary>
public sealed class PostgresManyRemindersTests : IAsyncLifetime
{
    private const int Shards = 1024;

    // A day's worth, due evenly over the day; a thousand a silo and shard if ORLEANSAGENTS_VERIFY is 1.
    private const string Fill =
        """
        INSERT INTO orleansagents.reminder (service_id, grain_id, name, first_tick_at, period, due_at, key_shard, prefix_shard, etag)
        SELECT $1, 'remindable/' || i, 'r', $2, 864000000000, $2 + (i::bigint * 7919 % $3) * 864000000000 / $3, i % 1024, (i + 512) % 1024, i FROM generate_series(1, $3) i
        """;

    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly int Rows = Environment.GetEnvironmentVariable("ORLEANSAGENTS_VERIFY") == "1" ? 1_000_000 : 40_000;

    private PostgresReminderStore _store = null!;
    private NpgsqlDataSource _source = null!;

    public async Task InitializeAsync()
    {
        var connectionString = await PostgresFixture.DatabaseOf(this);
        _source = NpgsqlDataSource.Create(connectionString);
        var options = Options.Create(new AdoNetReminderTableOptions { ConnectionString = connectionString });
        _store = new PostgresReminderStore(options, Options.Create(new ClusterOptions { ServiceId = "many" }), new PostgresDatabases(NullLogger<PostgresDatabase>.Instance, static _ => null));
        await _store.StartAsync(default);
        await using (var fill = _source.CreateCommand(Fill))
        {
            fill.CommandTimeout = 300;
            fill.Parameters.AddWithValue("many");
            fill.Parameters.AddWithValue(Noon.UtcTicks);
            fill.Parameters.AddWithValue(Rows);
            await fill.ExecuteNonQueryAsync();
        }

        await using var analyze = _source.CreateCommand("ANALYZE orleansagents.reminder");
        await analyze.ExecuteNonQueryAsync();
    }

    public async Task DisposeAsync()
    {
        await _store.StopAsync(default);
        await _source.DisposeAsync();
    }

    [Fact]
    public async Task ReadDue_OfAnEighthOfTheShards_IsExactlyTheirs()
    {
        var until = Noon.AddHours(2);
        int[] served = [.. Enumerable.Range(0, Shards).Where(static shard => shard % 8 == 3)];
        await using var count = _source.CreateCommand("SELECT count(*) FROM orleansagents.reminder WHERE due_at <= $1 AND (key_shard % 8 = 3 OR prefix_shard % 8 = 3)");
        count.Parameters.AddWithValue(until.UtcTicks);
        var expected = (long)(await count.ExecuteScalarAsync())!;

        var page = await _store.ReadDueAsync(new ReminderQuery(until, Rows, static _ => true) { Shards = served }, default);

        Assert.True(page.IsComplete);
        Assert.InRange(expected, 1, Rows / 8);
        Assert.Equal(expected, page.Rows.Count);
        Assert.Equal(page.Rows.OrderBy(static row => row.DueAt), page.Rows);
    }

    [Fact]
    public async Task ReadDue_UsesTheIndexesOfItsShards_AndNeverReadsTheTable()
    {
        await using var explain = _source.CreateCommand($"EXPLAIN (ANALYZE) {PostgresReminderStore.SelectDueOfShards}");
        explain.Parameters.AddWithValue("many");
        explain.Parameters.AddWithValue(Noon.AddMinutes(5).UtcTicks);
        explain.Parameters.AddWithValue(long.MinValue);
        explain.Parameters.AddWithValue("");
        explain.Parameters.AddWithValue("");
        explain.Parameters.AddWithValue(10_000L);
        explain.Parameters.AddWithValue(Enumerable.Range(0, Shards).Where(static shard => shard % 8 == 3).ToArray());
        List<string> plan = [];
        await using (var reader = await explain.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) plan.Add(reader.GetString(0));
        }

        Assert.DoesNotContain(plan, static line => line.Contains("Seq Scan", StringComparison.Ordinal));
        Assert.Contains(plan, static line => line.Contains("reminder_due_by_key", StringComparison.Ordinal));
        Assert.Contains(plan, static line => line.Contains("reminder_due_by_prefix", StringComparison.Ordinal));
    }
}
