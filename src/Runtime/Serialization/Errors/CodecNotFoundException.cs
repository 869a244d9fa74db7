namespace Orleans.Serialization;

/// <summary>No codec is known for a type.</summary>
public sealed class CodecNotFoundException : SerializerException
{
    public CodecNotFoundException(string message)
        : base(message)
    {
    }
}
