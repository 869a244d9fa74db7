using System.Runtime.Serialization;

namespace Orleans.Runtime;

/// <summary>Base of the failures that the runtime reports.</summary>
[GenerateSerializer]
public class OrleansException : Exception
{
    public OrleansException()
        : base("A grain call failed for a reason that its sender did not give.")
    {
    }

    public OrleansException(string message)
        : base(message)
    {
    }

    public OrleansException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    [Obsolete("Formatter-based serialization is obsolete.", DiagnosticId = "SYSLIB0051")]
    protected OrleansException(SerializationInfo info, StreamingContext context)
        : base(info, context)
    {
    }
}
