namespace Orleans.Serialization;

/// <summary>A field is laid out in a way that its declared type cannot be read from.</summary>
public sealed class UnsupportedWireTypeException : SerializerException
{
    public UnsupportedWireTypeException()
    {
    }

    public UnsupportedWireTypeException(string message)
        : base(message)
    {
    }
}
