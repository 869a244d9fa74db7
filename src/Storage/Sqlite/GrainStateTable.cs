using System.Globalization;
using Orleans.Storage;

namespace OrleansAgents.Storage;

/// <summary>A record as it is stored: no JSON for one that was cleared, no ETag for one that never was.</summary>
internal readonly record struct StoredState(byte[]? Json, string? ETag);

/// <summary>Reads of the table of grain state.</summary>
internal static class GrainStateTable
{
    private const string Select = "SELECT state, etag FROM grain_state WHERE grain_id = ?1 AND state_name = ?2";

    public static StoredState Read(SqliteSession session, string grainId, string stateName)
    {
        var statement = session.Prepare(Select).Bind(1, grainId).Bind(2, stateName);
        if (!statement.Step())
        {
            return default;
        }

        StoredState found = new(statement.Utf8(0), statement.Int64(1).ToString(CultureInfo.InvariantCulture));
        statement.Reset();
        return found;
    }
}

/// <summary>Writes or clears one record, if its ETag is the expected one.</summary>
/// <param name="grainId">The grain, as text.</param>
/// <param name="stateName">The state's name within the grain.</param>
/// <param name="json">The state; null to clear the record.</param>
/// <param name="expected">The ETag that the activation holds; null if it has seen no record.</param>
internal sealed class GrainStateWrite(string grainId, string stateName, byte[]? json, string? expected) : SqliteWrite
{
    private const string Insert =
        "INSERT INTO grain_state (grain_id, state_name, state, etag, written_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";

    private const string Update =
        "UPDATE grain_state SET state = ?3, etag = ?4, written_at = ?5 WHERE grain_id = ?1 AND state_name = ?2 AND etag = ?6";

    /// <summary>The record's ETag after the write.</summary>
    public string? ETag { get; private set; }

    public override void Apply(SqliteTransactionScope transaction)
    {
        // Clearing what this activation has never seen makes no record; it succeeds if there is none to clear.
        if (json is null && expected is null)
        {
            var stored = GrainStateTable.Read(transaction.Session, grainId, stateName);
            ETag = stored.ETag;
            Refusal = stored.Json is null ? null : Conflict(stored.ETag);
            return;
        }

        var number = transaction.NextNumber();
        if (Change(transaction, number))
        {
            ETag = number.ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            Refusal = Conflict(GrainStateTable.Read(transaction.Session, grainId, stateName).ETag);
        }
    }

    private bool Change(SqliteTransactionScope transaction, long number)
    {
        if (expected is null)
        {
            return Bind(transaction, Insert, number).Run() == 1;
        }

        // What is no number was never an ETag of this file.
        return long.TryParse(expected, NumberStyles.None, CultureInfo.InvariantCulture, out var expectedNumber)
            && Bind(transaction, Update, number).Bind(6, expectedNumber).Run() == 1;
    }

    private SqliteStatement Bind(SqliteTransactionScope transaction, string sql, long number)
        => transaction.Session.Prepare(sql).Bind(1, grainId).Bind(2, stateName).Bind(3, json).Bind(4, number).Bind(5, transaction.Now);

    private InconsistentStateException Conflict(string? stored)
        => new(
            $"State '{stateName}' of grain {grainId} was changed by another activation: stored is ETag {stored ?? "none"}, this activation holds {expected ?? "none"}. "
            + "The activation ends and the next one reads the record anew.",
            stored,
            expected);
}
