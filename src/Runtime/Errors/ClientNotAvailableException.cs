namespace Orleans.Runtime;

/// <summary>An observer's client is not connected to the cluster.</summary>
[GenerateSerializer]
public sealed class ClientNotAvailableException : OrleansException
{
    internal ClientNotAvailableException(GrainId clientId)
        : base($"Client '{clientId}' is not connected to any gateway; let it subscribe again when it has reconnected.")
    {
    }

    internal ClientNotAvailableException(string message)
        : base(message)
    {
    }

    internal ClientNotAvailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
