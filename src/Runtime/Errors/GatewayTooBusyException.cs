namespace Orleans.Runtime;

/// <summary>The gateway takes no more requests for now; the call did not run and may be sent again later.</summary>
[GenerateSerializer]
public sealed class GatewayTooBusyException : OrleansException
{
    public GatewayTooBusyException()
        : base("The gateway takes no more requests for now.")
    {
    }

    public GatewayTooBusyException(string message)
        : base(message)
    {
    }

    public GatewayTooBusyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
