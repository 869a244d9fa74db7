namespace OrleansAgents.Storage;

/// <summary>Answers by idempotency key, in the database of the event log.</summary>
internal sealed class PostgresIdempotencyStore(PostgresEventDatabase database) : IIdempotencyStore
{
    public async Task<IdempotencyClaim> ClaimAsync(string key, string bodyHash, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        IdempotencyChecks.Claim(key, bodyHash, lease);
        var now = database.Now;
        PostgresIdempotencyClaim write = new(key, bodyHash, now, IdempotencyExpiry.After(now, lease));
        await database.Open.WriteAsync(write).WaitAsync(cancellationToken);
        return write.Result;
    }

    public Task CompleteAsync(string key, long claim, IdempotentAnswer answer, TimeSpan retention, CancellationToken cancellationToken = default)
    {
        IdempotencyChecks.Answer(answer, retention);
        return database.Open.WriteAsync(new PostgresIdempotencyEnd(key, claim, answer, IdempotencyExpiry.After(database.Now, retention))).WaitAsync(cancellationToken);
    }

    public Task AbandonAsync(string key, long claim, CancellationToken cancellationToken = default)
        => database.Open.WriteAsync(new PostgresIdempotencyEnd(key, claim, answer: null, expiresAt: 0)).WaitAsync(cancellationToken);
}
