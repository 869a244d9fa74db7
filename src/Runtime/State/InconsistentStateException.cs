using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// The stored record is not the one that this activation last saw: somebody else wrote in between. When it leaves the grain call in
/// which it arose, the activation is deactivated, and the next one reads the record anew.
/// </summary>
[GenerateSerializer]
public class InconsistentStateException : OrleansException
{
    public InconsistentStateException()
    {
    }

    public InconsistentStateException(string message)
        : base(message)
    {
    }

    public InconsistentStateException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }

    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
        : base(errorMsg, storageException!)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : this(errorMsg, storedEtag, currentEtag, null)
    {
    }

    public InconsistentStateException(string? storedEtag, string? currentEtag, Exception storageException)
        : this(storageException.Message, storedEtag, currentEtag, storageException)
    {
    }

    /// <summary>The version in storage, as far as the provider knows it.</summary>
    [Id(1)]
    public string? StoredEtag { get; private set; }

    /// <summary>The version from which the failed operation started.</summary>
    [Id(2)]
    public string? CurrentEtag { get; private set; }

    /// <summary>
    /// True on the activation whose write failed. The runtime clears it when the exception leaves that activation, so that a caller
    /// through which it passes is not deactivated as well.
    /// </summary>
    [Id(0)]
    internal bool IsSourceActivation { get; set; } = true;

    /// <inheritdoc/>
    public override string ToString()
        => $"{base.ToString()}{Environment.NewLine}Stored ETag: {StoredEtag ?? "none"}. ETag of the failed operation: {CurrentEtag ?? "none"}.";
}
