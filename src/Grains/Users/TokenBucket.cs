namespace OrleansAgents.Grains.Users;

/// <summary>A token bucket: so many at once, and so many a second in the long run. Pure but for its own numbers; not thread-safe.</summary>
internal sealed class TokenBucket(int burst, double perSecond, DateTimeOffset start)
{
    private double _tokens = burst;
    private DateTimeOffset _filledAt = start;

    /// <summary>Takes a token.</summary>
    /// <returns>Zero if there was one; else how long until there is.</returns>
    public TimeSpan Take(DateTimeOffset now)
    {
        // A clock that is set back fills nothing.
        var elapsed = Math.Max(0, (now - _filledAt).TotalSeconds);
        _tokens = Math.Min(burst, _tokens + (elapsed * perSecond));
        _filledAt = now;
        if (_tokens >= 1)
        {
            _tokens -= 1;
            return TimeSpan.Zero;
        }

        return TimeSpan.FromSeconds((1 - _tokens) / perSecond);
    }
}
