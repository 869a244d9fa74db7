using Orleans.Serialization.Buffers;

namespace Orleans.Serialization;

/// <summary>Base of generated codecs of structs.</summary>
public abstract class StructCodec<T> : Codec<T>
    where T : struct
{
    private readonly Type _type = typeof(T);

    protected StructCodec(CodecCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        Catalog = catalog;
    }

    protected CodecCatalog Catalog { get; }

    public abstract void WriteMembers(Writer writer, ref T value);

    public abstract void ReadMembers(Reader reader, ref T value);

    /// <summary>Replaces what must not be shared; the value is already a shallow copy.</summary>
    public abstract void CopyMembers(ref T value, CopyContext context);

    public sealed override void Write(Writer writer, int id, T value)
    {
        var token = writer.BeginObject(id, _type);
        WriteMembers(writer, ref value);
        writer.EndObject(token);
    }

    public sealed override T Read(Reader reader, Field field)
    {
        T value = default;
        if (field.WireType == WireType.Default)
        {
            return value;
        }

        var token = reader.BeginObject(field);
        ReadMembers(reader, ref value);
        reader.EndObject(token);
        return value;
    }

    public sealed override T Copy(T value, CopyContext context)
    {
        if (!IsShareable)
        {
            CopyMembers(ref value, context);
        }

        return value;
    }
}
