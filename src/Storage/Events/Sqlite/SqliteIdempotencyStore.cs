namespace OrleansAgents.Storage;

/// <summary>Answers by idempotency key, in the file of the event log.</summary>
internal sealed class SqliteIdempotencyStore(SqliteEventFile file) : IIdempotencyStore
{
    public async Task<IdempotencyClaim> ClaimAsync(string key, string bodyHash, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        IdempotencyChecks.Claim(key, bodyHash, lease);
        IdempotencyClaimWrite write = new(key, bodyHash, lease);
        await file.Open.WriteAsync(write).WaitAsync(cancellationToken);
        return write.Result;
    }

    public async Task CompleteAsync(string key, long claim, IdempotentAnswer answer, TimeSpan retention, CancellationToken cancellationToken = default)
    {
        IdempotencyChecks.Answer(answer, retention);
        await file.Open.WriteAsync(new IdempotencyCompletion(key, claim, answer, retention)).WaitAsync(cancellationToken);
    }

    public Task AbandonAsync(string key, long claim, CancellationToken cancellationToken = default)
        => file.Open.WriteAsync(new IdempotencyRelease(key, claim)).WaitAsync(cancellationToken);
}
