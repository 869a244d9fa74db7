namespace Orleans.Serialization;

/// <summary>
/// A well-formed value that its member cannot take: out of range, a key that is there already, text that is no URI, a surrogate that
/// its converter refuses. Peers of different versions can send such values in good faith.
/// </summary>
public sealed class InvalidValueException : SerializerException
{
    public InvalidValueException(string reason, int offset, Exception? innerException = null)
        : base($"Invalid value at offset {offset}: {reason}", innerException!)
    {
        Offset = offset;
    }

    /// <summary>Where the value stands, in bytes from the start of the message.</summary>
    public int Offset { get; }
}
