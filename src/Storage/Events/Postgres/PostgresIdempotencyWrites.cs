using Npgsql;
using NpgsqlTypes;

namespace OrleansAgents.Storage;

/// <summary>Claims a key, unless an execution under it runs or has ended; see the function idempotency_claim.</summary>
internal sealed class PostgresIdempotencyClaim(string key, string bodyHash, long now, long expiresAt) : PostgresWrite
{
    public IdempotencyClaim Result { get; private set; } = null!;

    public override PostgresWriteKind Kind => ClaimKind.Instance;

    public override object Subject => ("idempotency", key);

    private NpgsqlBatchCommand Command()
        => PostgresParameters.Command(ClaimKind.Sql, PostgresParameters.Text(key), PostgresParameters.Text(bodyHash), PostgresParameters.Number(now), PostgresParameters.Number(expiresAt));

    /// <summary>The row of an earlier execution has its hash; that of a claim which was granted has none.</summary>
    private IdempotencyClaim Read(NpgsqlDataReader row)
        => row.IsDBNull(0)
            ? new(IdempotencyOutcome.Granted, row.GetInt64(1))
            : row.GetString(0) != bodyHash
                ? new(IdempotencyOutcome.OtherBody)
                : row.IsDBNull(2)
                    ? new(IdempotencyOutcome.InFlight)
                    : new(IdempotencyOutcome.Answered, Answer: new IdempotentAnswer(
                        row.GetInt32(2), row.GetString(3), row.GetFieldValue<byte[]>(4), row.IsDBNull(5) ? null : row.GetString(5)));

    private sealed class ClaimKind : PostgresSingleKind<PostgresIdempotencyClaim>
    {
        public const string Sql = "SELECT body_hash, claim, status, content_type, body, location FROM orleansagents.idempotency_claim($1, $2, $3, $4)";

        public static readonly ClaimKind Instance = new();

        protected override NpgsqlBatchCommand Command(PostgresIdempotencyClaim write) => write.Command();

        protected override void Read(PostgresIdempotencyClaim write, NpgsqlDataReader? row) => write.Result = write.Read(row!);
    }
}

/// <summary>Keeps an answer, or gives the key back, if the claim is still the key's and has no answer.</summary>
internal sealed class PostgresIdempotencyEnd(string key, long claim, IdempotentAnswer? answer, long expiresAt) : PostgresWrite
{
    public override PostgresWriteKind Kind => EndKind.Instance;

    public override object Subject => ("idempotency", key);

    private NpgsqlBatchCommand Command()
        => answer is null
            ? PostgresParameters.Command(EndKind.Abandon, PostgresParameters.Text(key), PostgresParameters.Number(claim))
            : PostgresParameters.Command(
                EndKind.Complete,
                PostgresParameters.Text(key),
                PostgresParameters.Number(claim),
                PostgresParameters.Optional(answer.Status, NpgsqlDbType.Integer),
                PostgresParameters.Text(answer.ContentType),
                new NpgsqlParameter<byte[]> { TypedValue = answer.Body },
                PostgresParameters.Optional(answer.Location, NpgsqlDbType.Text),
                PostgresParameters.Number(expiresAt));

    private sealed class EndKind : PostgresSingleKind<PostgresIdempotencyEnd>
    {
        public const string Abandon = "DELETE FROM orleansagents.idempotency WHERE key = $1 AND claim = $2 AND status IS NULL";

        public const string Complete =
            "UPDATE orleansagents.idempotency SET status = $3, content_type = $4, body = $5, location = $6, expires_at = $7 WHERE key = $1 AND claim = $2 AND status IS NULL";

        public static readonly EndKind Instance = new();

        protected override NpgsqlBatchCommand Command(PostgresIdempotencyEnd write) => write.Command();

        protected override void Read(PostgresIdempotencyEnd write, NpgsqlDataReader? row)
        {
            // Whether it was still the key's makes no difference to the caller.
        }
    }
}
