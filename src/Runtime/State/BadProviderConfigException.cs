using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A grain names a provider that is not registered, or a provider's configuration is unusable.</summary>
[GenerateSerializer]
public sealed class BadProviderConfigException : OrleansException
{
    public BadProviderConfigException()
    {
    }

    public BadProviderConfigException(string msg)
        : base(msg)
    {
    }

    public BadProviderConfigException(string msg, Exception exc)
        : base(msg, exc)
    {
    }
}
