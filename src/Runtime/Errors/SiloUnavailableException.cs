namespace Orleans.Runtime;

/// <summary>The connection to the target's silo broke, or the silo left, before the response came: the call may have run.</summary>
[GenerateSerializer]
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    public SiloUnavailableException()
        : base("The silo became unavailable before it responded; the call may have run.")
    {
    }

    public SiloUnavailableException(string msg)
        : base(msg)
    {
    }

    public SiloUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
