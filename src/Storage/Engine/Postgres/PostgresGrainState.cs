using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansAgents.Storage;

/// <summary>Writes or clears one record, if its ETag is the expected one.</summary>
/// <param name="service">The service that the record belongs to.</param>
/// <param name="grainId">The grain, as text.</param>
/// <param name="stateName">The state's name within the grain.</param>
/// <param name="json">The state; null to clear the record.</param>
/// <param name="expected">The ETag that the activation holds; null if it has seen no record.</param>
internal sealed class PostgresGrainStateWrite(string service, string grainId, string stateName, string? json, long? expected) : PostgresWrite
{
    public override PostgresWriteKind Kind => PostgresGrainStateKind.Instance;

    public override object Subject => (service, grainId, stateName);

    public override bool IsFenced => true;

    public string Service => service;

    public string GrainId => grainId;

    public string StateName => stateName;

    public string? Json => json;

    public long? Expected => expected;

    /// <summary>The record's ETag after the write; null if the record did not have the expected one.</summary>
    public string? ETag { get; set; }
}

/// <summary>
/// All writes of states in a transaction as one command, which changes the records that exist and inserts those that do not. What it
/// does not give back did not have the expected ETag.
/// </summary>
internal sealed class PostgresGrainStateKind : PostgresWriteKind
{
    public static readonly PostgresGrainStateKind Instance = new();

    private const string Sql =
        """
        WITH input AS (
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::json[], $5::bigint[]) WITH ORDINALITY AS t (service_id, grain_id, state_name, state, expected, n)
        ), changed AS (
            UPDATE orleansagents.grain_state s
            SET state = i.state, etag = nextval('orleansagents.number'), written_at = now()
            FROM input i
            WHERE s.service_id = i.service_id AND s.grain_id = i.grain_id AND s.state_name = i.state_name AND s.etag = i.expected
            RETURNING i.n, s.etag
        ), made AS (
            INSERT INTO orleansagents.grain_state (service_id, grain_id, state_name, state, etag, written_at)
            SELECT service_id, grain_id, state_name, state, nextval('orleansagents.number'), now() FROM input WHERE expected IS NULL
            ON CONFLICT DO NOTHING
            RETURNING service_id, grain_id, state_name, etag
        )
        SELECT n, etag FROM changed
        UNION ALL
        SELECT i.n, m.etag FROM made m JOIN input i USING (service_id, grain_id, state_name)
        """;

    public override void AddCommands(IReadOnlyList<PostgresWrite> writes, NpgsqlBatchCommandCollection commands)
    {
        var (services, grains, names) = (new string[writes.Count], new string[writes.Count], new string[writes.Count]);
        var (states, expected) = (new string?[writes.Count], new long?[writes.Count]);
        for (var i = 0; i < writes.Count; i++)
        {
            var write = (PostgresGrainStateWrite)writes[i];
            (services[i], grains[i], names[i], states[i], expected[i]) = (write.Service, write.GrainId, write.StateName, write.Json, write.Expected);
        }

        commands.Add(new NpgsqlBatchCommand(Sql)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = services },
                new NpgsqlParameter<string[]> { TypedValue = grains },
                new NpgsqlParameter<string[]> { TypedValue = names },
                new NpgsqlParameter<string?[]> { TypedValue = states, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Json },
                new NpgsqlParameter<long?[]> { TypedValue = expected },
            },
        });
    }

    public override async ValueTask ReadResultsAsync(IReadOnlyList<PostgresWrite> writes, PostgresResults results)
    {
        var reader = await results.NextAsync();
        while (await reader.ReadAsync())
        {
            ((PostgresGrainStateWrite)writes[(int)reader.GetInt64(0) - 1]).ETag = reader.GetInt64(1).ToString(CultureInfo.InvariantCulture);
        }
    }
}
