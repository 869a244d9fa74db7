namespace Orleans.Runtime;

/// <summary>A grain reference was read where no cluster is known that it could call.</summary>
[GenerateSerializer]
public sealed class GrainReferenceNotBoundException : OrleansException
{
    internal GrainReferenceNotBoundException(string message)
        : base(message)
    {
    }
}
