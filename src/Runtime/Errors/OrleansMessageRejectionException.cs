using System.Runtime.Serialization;

namespace Orleans.Runtime;

/// <summary>The runtime refused a message; the call surely did not run unless a derived class says otherwise.</summary>
[GenerateSerializer]
public class OrleansMessageRejectionException : OrleansException
{
    internal OrleansMessageRejectionException(string message)
        : base(message)
    {
    }

    internal OrleansMessageRejectionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    [Obsolete("Formatter-based serialization is obsolete.", DiagnosticId = "SYSLIB0051")]
    protected OrleansMessageRejectionException(SerializationInfo info, StreamingContext context)
        : base(info, context)
    {
    }
}
