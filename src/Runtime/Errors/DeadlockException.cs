namespace Orleans.Runtime;

/// <summary>A call was refused because it would wait for a grain that waits, through other calls, for its caller. The message gives the chain of grains.</summary>
[GenerateSerializer]
public sealed class DeadlockException : OrleansException
{
    public DeadlockException()
        : base("The call would wait for its own caller.")
    {
    }

    public DeadlockException(string message)
        : base(message)
    {
    }

    public DeadlockException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
