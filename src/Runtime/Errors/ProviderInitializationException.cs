namespace Orleans.Providers;

/// <summary>A provider could not be started.</summary>
[GenerateSerializer]
public sealed class ProviderInitializationException : Runtime.OrleansException
{
    public ProviderInitializationException()
        : base("A provider could not be started.")
    {
    }

    public ProviderInitializationException(string message)
        : base(message)
    {
    }

    public ProviderInitializationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
