namespace Orleans.Serialization;

/// <summary>The bytes are not a message of the wire format, or break one of its bounds: no writer of any version makes them.</summary>
public sealed class MalformedMessageException : SerializerException
{
    public MalformedMessageException(string reason, int offset, Exception? innerException = null)
        : base($"Malformed message at offset {offset}: {reason}", innerException!)
    {
        Offset = offset;
    }

    /// <summary>Where reading stopped, in bytes from the start of the message.</summary>
    public int Offset { get; }
}
