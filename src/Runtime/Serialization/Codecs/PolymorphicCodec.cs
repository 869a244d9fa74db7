using Orleans.Serialization.Buffers;

namespace Orleans.Serialization;

/// <summary>Members declared as an interface, an abstract class without a codec, or <see cref="object"/>: the value always brings its type.</summary>
internal class PolymorphicCodec<T>(CodecCatalog catalog) : ReferenceCodec<T>(catalog)
    where T : class
{
    internal sealed override bool MakesInstances => typeof(T) == typeof(object);

    /// <summary>A plain <see cref="object"/>, the only value that comes here, has an identity and nothing else.</summary>
    private protected override void WriteValue(Writer writer, int id, T value) => writer.EndObject(writer.BeginObject(id));

    private protected override T ReadValue(Reader reader, Field field)
    {
        if (!MakesInstances)
        {
            throw new IllegalTypeException(Type.ToString(), $"it is abstract and the value at offset {field.Offset} brings no type of its own");
        }

        var token = reader.BeginObject(field);
        if (reader.TryReadField(out var member))
        {
            Malformed.Throw("a value with members brings no type.", member.Offset);
        }

        var value = (T)new object();
        reader.RememberObject(field.Offset, value);
        reader.EndObject(token);
        return value;
    }

    private protected sealed override T CopyValue(T value, CopyContext context)
    {
        var copy = (T)new object();
        context.Remember(value, copy);
        return copy;
    }
}
