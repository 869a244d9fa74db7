using Orleans.Serialization.Buffers;

namespace Orleans.Serialization;

/// <summary>Writes, reads and copies values of one type. Thread safe; one instance a catalog.</summary>
public abstract class Codec<T> : Codec
{
    public sealed override Type Type => typeof(T);

    /// <summary>Writes the value as a field.</summary>
    public abstract void Write(Writer writer, int id, T value);

    /// <summary>Reads the payload of a field whose header was read.</summary>
    /// <exception cref="SerializerException">The payload is no value of the type.</exception>
    public abstract T Read(Reader reader, Field field);

    /// <summary>A copy that shares nothing mutable with the value.</summary>
    public abstract T Copy(T value, CopyContext context);

    public sealed override void WriteBoxed(Writer writer, int id, object? value) => Write(writer, id, value is null ? default! : (T)value);

    public sealed override object? ReadBoxed(Reader reader, Field field) => Read(reader, field);

    public sealed override object? CopyBoxed(object? value, CopyContext context) =>
        value is null || IsShareable ? value : Copy((T)value, context);
}
