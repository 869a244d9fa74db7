namespace OrleansAgents.Storage;

/// <summary>What every store of answers refuses before it touches its store, with the same words.</summary>
internal static class IdempotencyChecks
{
    public static void Claim(string key, string bodyHash, TimeSpan lease)
    {
        EventLogChecks.Name(key, "The idempotency key");
        EventLogChecks.Name(bodyHash, "The hash of the body");
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
    }

    /// <exception cref="EventLogLimitException">The answer is too large to keep.</exception>
    public static void Answer(IdempotentAnswer answer, TimeSpan retention)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(retention, TimeSpan.Zero);
        if (answer.Body.Length > EventLogLimits.AnswerBytesMax)
        {
            throw new EventLogLimitException(
                $"The answer to keep has {answer.Body.Length} bytes ({nameof(EventLogLimits)}.{nameof(EventLogLimits.AnswerBytesMax)} is {EventLogLimits.AnswerBytesMax}); answer with a reference to it.");
        }
    }
}
