namespace OrleansAgents.Storage;

/// <summary>Answers by idempotency key, in the file of the event log.</summary>
internal sealed class SqliteIdempotencyStore(SqliteEventFile file) : IIdempotencyStore
{
    public async Task<IdempotencyClaim> ClaimAsync(string key, string bodyHash, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        EventLogChecks.Name(key, "The idempotency key");
        EventLogChecks.Name(bodyHash, "The hash of the body");
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        IdempotencyClaimWrite write = new(key, bodyHash, lease);
        await file.Open.WriteAsync(write).WaitAsync(cancellationToken);
        return write.Result;
    }

    public async Task CompleteAsync(string key, long claim, IdempotentAnswer answer, TimeSpan retention, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(retention, TimeSpan.Zero);
        if (answer.Body.Length > EventLogLimits.AnswerBytesMax)
        {
            throw new EventLogLimitException(
                $"The answer to keep has {answer.Body.Length} bytes ({nameof(EventLogLimits)}.{nameof(EventLogLimits.AnswerBytesMax)} is {EventLogLimits.AnswerBytesMax}); answer with a reference to it.");
        }

        await file.Open.WriteAsync(new IdempotencyCompletion(key, claim, answer, retention)).WaitAsync(cancellationToken);
    }

    public Task AbandonAsync(string key, long claim, CancellationToken cancellationToken = default)
        => file.Open.WriteAsync(new IdempotencyRelease(key, claim)).WaitAsync(cancellationToken);
}
