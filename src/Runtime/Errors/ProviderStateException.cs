namespace Orleans.Providers;

/// <summary>A provider was used in a state that does not allow it.</summary>
[GenerateSerializer]
public sealed class ProviderStateException : Runtime.OrleansException
{
    public ProviderStateException()
        : base("A provider was used in a state that does not allow it.")
    {
    }

    public ProviderStateException(string message)
        : base(message)
    {
    }

    public ProviderStateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
