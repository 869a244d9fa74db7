using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OrleansAgents.Storage;

/// <summary>Azure Storage could not do what was asked. A write that failed with this was not stored.</summary>
[GenerateSerializer]
public class AzureStorageException : OrleansException
{
    public AzureStorageException()
    {
    }

    public AzureStorageException(string message)
        : base(message)
    {
    }

    public AzureStorageException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }

    /// <summary>True if a try of the request may have been carried out, although no answer says so.</summary>
    [field: NonSerialized]
    internal bool MayHaveRun { get; init; }
}

/// <summary>The account does not accept the key, signature or token, or it does not grant what is needed.</summary>
[GenerateSerializer]
public sealed class AzureStorageCredentialException : AzureStorageException
{
    public AzureStorageCredentialException()
    {
    }

    public AzureStorageCredentialException(string message)
        : base(message)
    {
    }

    public AzureStorageCredentialException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The account is busier than its limits allow, and was so at every try.</summary>
[GenerateSerializer]
public sealed class AzureStorageThrottledException : AzureStorageException
{
    public AzureStorageThrottledException()
    {
    }

    public AzureStorageThrottledException(string message)
        : base(message)
    {
    }

    public AzureStorageThrottledException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A state is larger than its record may be. Nothing was sent.</summary>
[GenerateSerializer]
public sealed class AzureStateTooLargeException : AzureStorageException
{
    public AzureStateTooLargeException()
    {
    }

    public AzureStateTooLargeException(string message)
        : base(message)
    {
    }

    public AzureStateTooLargeException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// A write was sent, and nobody knows whether it was stored. What the activation holds may no longer be what is stored, so it ends as
/// after any other inconsistency, and the next one reads the record anew.
/// </summary>
[GenerateSerializer]
public sealed class AzureWriteOutcomeUnknownException : InconsistentStateException
{
    public AzureWriteOutcomeUnknownException()
    {
    }

    public AzureWriteOutcomeUnknownException(string message)
        : base(message)
    {
    }

    public AzureWriteOutcomeUnknownException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }

    internal AzureWriteOutcomeUnknownException(string message, string? currentETag, Exception innerException)
        : base(message, null, currentETag, innerException)
    {
    }
}
