using Orleans.Serialization.Buffers;

namespace Orleans.Serialization;

/// <summary>Base of codecs of mutable objects that are written as bytes, without parts of their own.</summary>
internal abstract class BlobCodec<T>(CodecCatalog catalog) : ReferenceCodec<T>(catalog)
    where T : class
{
    private protected sealed override T ReadValue(Reader reader, Field field)
    {
        var value = Parse(reader.ReadSpan(field), field);
        reader.RememberObject(field.Offset, value);
        return value;
    }

    private protected sealed override T CopyValue(T value, CopyContext context)
    {
        var copy = Clone(value);
        context.Remember(value, copy);
        return copy;
    }

    /// <summary>Makes the object from bytes that nobody vouches for.</summary>
    private protected abstract T Parse(ReadOnlySpan<byte> bytes, Field field);

    private protected abstract T Clone(T value);
}
