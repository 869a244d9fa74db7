namespace Orleans.Runtime;

/// <summary>A call named an extension interface that the target grain has not installed.</summary>
[GenerateSerializer]
public sealed class GrainExtensionNotInstalledException : OrleansException
{
    public GrainExtensionNotInstalledException()
        : base("The grain has not installed the extension that was called.")
    {
    }

    public GrainExtensionNotInstalledException(string message)
        : base(message)
    {
    }

    public GrainExtensionNotInstalledException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
