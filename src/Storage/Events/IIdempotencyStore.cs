namespace OrleansAgents.Storage;

/// <summary>
/// Remembers the answers of requests that carry an idempotency key, so that a repeated request is answered and not executed again.
/// </summary>
public interface IIdempotencyStore
{
    /// <summary>Claims a key for one execution, or says what became of the earlier one.</summary>
    /// <param name="key">Names the requester and the key that they chose.</param>
    /// <param name="bodyHash">Tells requests under one key apart.</param>
    /// <param name="lease">How long the execution may take; then another may claim the key, since the first has died.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    Task<IdempotencyClaim> ClaimAsync(string key, string bodyHash, TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Keeps the answer of a claimed execution. Does nothing if the claim has passed to another.</summary>
    Task CompleteAsync(string key, long claim, IdempotentAnswer answer, TimeSpan retention, CancellationToken cancellationToken = default);

    /// <summary>Gives the key back: the execution failed and had no effect.</summary>
    Task AbandonAsync(string key, long claim, CancellationToken cancellationToken = default);
}

/// <summary>What a claim came to.</summary>
/// <param name="Outcome">Who executes.</param>
/// <param name="Claim">Names the claim in later calls; 0 unless it was granted.</param>
/// <param name="Answer">The earlier execution's answer, if it is to be repeated.</param>
public sealed record IdempotencyClaim(IdempotencyOutcome Outcome, long Claim = 0, IdempotentAnswer? Answer = null);

/// <summary>What a claim came to.</summary>
public enum IdempotencyOutcome
{
    /// <summary>The caller executes the request.</summary>
    Granted,

    /// <summary>An earlier execution has ended; its answer is repeated.</summary>
    Answered,

    /// <summary>An earlier execution has not ended.</summary>
    InFlight,

    /// <summary>The key was used for another request.</summary>
    OtherBody,
}

/// <summary>A stored HTTP answer.</summary>
/// <param name="Status">The status code.</param>
/// <param name="ContentType">The body's media type; empty for no body.</param>
/// <param name="Body">At most <see cref="EventLogLimits.AnswerBytesMax"/>.</param>
/// <param name="Location">The Location header; null for none.</param>
public sealed record IdempotentAnswer(int Status, string ContentType, byte[] Body, string? Location = null);
