namespace OrleansAgents.Storage;

/// <summary>Claims a key, unless an execution under it runs or has ended.</summary>
/// <remarks>A row that has expired counts for nothing: its execution died, or its answer is no longer kept. Each claim that is granted
/// removes a few such rows, more than it adds, so that the table shrinks to what is kept without a task of its own.</remarks>
internal sealed class IdempotencyClaimWrite(string key, string bodyHash, TimeSpan lease) : SqliteWrite
{
    private const string Select = "SELECT body_hash, status, content_type, body, location FROM idempotency WHERE key = ?1 AND expires_at > ?2";
    private const string Upsert = "INSERT OR REPLACE INTO idempotency (key, body_hash, claim, expires_at) VALUES (?1, ?2, ?3, ?4)";
    private const string Purge = "DELETE FROM idempotency WHERE key IN (SELECT key FROM idempotency WHERE expires_at <= ?1 ORDER BY expires_at LIMIT 4)";

    public IdempotencyClaim Result { get; private set; } = null!;

    public override bool HasSeveralStatements => true;

    public override void Apply(SqliteTransactionScope transaction)
    {
        var now = transaction.NowMilliseconds;
        if (Read(transaction.Session, now) is { } known)
        {
            Result = known;
            return;
        }

        var claim = transaction.NextNumber();
        transaction.Session.Prepare(Upsert).Bind(1, key).Bind(2, bodyHash).Bind(3, claim).Bind(4, IdempotencyExpiry.After(now, lease)).Run();
        transaction.Session.Prepare(Purge).Bind(1, now).Run();
        Result = new IdempotencyClaim(IdempotencyOutcome.Granted, claim);
    }

    private IdempotencyClaim? Read(SqliteSession session, long now)
    {
        var statement = session.Prepare(Select).Bind(1, key).Bind(2, now);
        if (!statement.Step())
        {
            return null;
        }

        IdempotencyClaim found = statement.Text(0) != bodyHash
            ? new(IdempotencyOutcome.OtherBody)
            : statement.IsNull(1)
                ? new(IdempotencyOutcome.InFlight)
                : new(IdempotencyOutcome.Answered, Answer: new IdempotentAnswer(
                    (int)statement.Int64(1), statement.Text(2), statement.Utf8(3)!, statement.IsNull(4) ? null : statement.Text(4)));
        statement.Reset();
        return found;
    }
}

/// <summary>Keeps an answer, if the claim is still the key's.</summary>
internal sealed class IdempotencyCompletion(string key, long claim, IdempotentAnswer answer, TimeSpan retention) : SqliteWrite
{
    private const string Sql =
        "UPDATE idempotency SET status = ?3, content_type = ?4, body = ?5, location = ?6, expires_at = ?7 WHERE key = ?1 AND claim = ?2 AND status IS NULL";

    public override void Apply(SqliteTransactionScope transaction)
        => transaction.Session.Prepare(Sql)
            .Bind(1, key).Bind(2, claim).Bind(3, answer.Status).Bind(4, answer.ContentType).BindBlob(5, answer.Body).BindText(6, answer.Location)
            .Bind(7, IdempotencyExpiry.After(transaction.NowMilliseconds, retention)).Run();
}

/// <summary>Gives a key back, if the claim is still its and has no answer.</summary>
internal sealed class IdempotencyRelease(string key, long claim) : SqliteWrite
{
    private const string Sql = "DELETE FROM idempotency WHERE key = ?1 AND claim = ?2 AND status IS NULL";

    public override void Apply(SqliteTransactionScope transaction) => transaction.Session.Prepare(Sql).Bind(1, key).Bind(2, claim).Run();
}

/// <summary>When a row expires.</summary>
internal static class IdempotencyExpiry
{
    /// <summary>A part of a millisecond counts as one, so that nothing expires at once.</summary>
    public static long After(long nowMilliseconds, TimeSpan duration) => nowMilliseconds + (long)Math.Ceiling(duration.TotalMilliseconds);
}
