namespace Orleans.Runtime;

/// <summary>A bounded queue, buffer or count is full; the call did not run.</summary>
[GenerateSerializer]
public sealed class LimitExceededException : OrleansException
{
    public LimitExceededException()
        : base("A limit is exceeded.")
    {
    }

    public LimitExceededException(string message)
        : base(message)
    {
    }

    public LimitExceededException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public LimitExceededException(string limitName, int current, int threshold, object extraInfo)
        : base($"Limit {limitName} is exceeded: {current} now, {threshold} allowed. {extraInfo}")
    {
    }
}
