using Orleans.Serialization.Buffers;

namespace Orleans.Serialization;

/// <summary>
/// Base of codecs of objects that can only be made from their finished parts: tuples, immutable collections, values with a
/// surrogate. Such an object becomes known to references when it is complete. A cycle needs something mutable in it; references go to that.
/// </summary>
internal abstract class BuiltCodec<T>(CodecCatalog catalog) : ReferenceCodec<T>(catalog)
    where T : class
{
    private protected sealed override void WriteExact(Writer writer, int id, T value)
    {
        if (writer.TryWriteKnownReference(id, value))
        {
            return;
        }

        var position = writer.Length;
        WriteValue(writer, id, value);

        // The value may have been met again among its own parts, and be known by that occurrence already.
        writer.RememberOnce(value, position);
    }

    private protected sealed override void WriteValue(Writer writer, int id, T value)
    {
        var token = writer.BeginObject(id, ExactType);
        WriteParts(writer, value);
        writer.EndObject(token);
    }

    private protected sealed override T ReadValue(Reader reader, Field field)
    {
        var token = reader.BeginObject(field);
        reader.RememberUnfinished(field.Offset);
        var value = Build(reader, field);
        reader.RememberObject(field.Offset, value);
        reader.EndObject(token);
        return value;
    }

    private protected sealed override T CopyValue(T value, CopyContext context)
    {
        var copy = CopyParts(value, context);
        context.RememberOnce(value, copy);
        return copy;
    }

    private protected abstract void WriteParts(Writer writer, T value);

    /// <summary>Reads the parts to the end of the object, and makes the value of them.</summary>
    private protected abstract T Build(Reader reader, Field field);

    private protected abstract T CopyParts(T value, CopyContext context);
}
