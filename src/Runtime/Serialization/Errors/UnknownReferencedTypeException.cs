namespace Orleans.Serialization;

/// <summary>A type is referred to by an offset at which none is spelled out.</summary>
public sealed class UnknownReferencedTypeException : SerializerException
{
    public UnknownReferencedTypeException(uint reference)
        : base($"A value's type is said to be spelled out at offset {reference}, and it is not.")
    {
        Reference = reference;
    }

    /// <summary>The offset that the message names.</summary>
    public uint Reference { get; set; }
}
