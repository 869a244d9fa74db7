using Orleans.Serialization.Buffers;

namespace Orleans.Serialization;

/// <summary>
/// Base of generated codecs of classes: this class frames the object, the generated one writes, reads and copies its members. An
/// instance is known to references before its members are read, so cycles survive.
/// </summary>
public abstract class ObjectCodec<T> : ReferenceCodec<T>
    where T : class
{
    private readonly bool _isAbstract = typeof(T).IsAbstract;

    protected ObjectCodec(CodecCatalog catalog)
        : base(catalog)
    {
    }

    internal override bool MakesInstances => !_isAbstract;

    /// <summary>Writes the members, those of the base class first.</summary>
    public abstract void WriteMembers(Writer writer, T value);

    /// <summary>Reads the members, those of the base class first.</summary>
    public abstract void ReadMembers(Reader reader, T value);

    /// <summary>Copies the members, those of the base class first.</summary>
    public abstract void CopyMembers(T from, T to, CopyContext context);

    /// <summary>A new instance to read members into.</summary>
    protected abstract T Create();

    private protected override void WriteValue(Writer writer, int id, T value)
    {
        var token = writer.BeginObject(id, ExactType);
        WriteMembers(writer, value);
        writer.EndObject(token);
    }

    private protected override T ReadValue(Reader reader, Field field)
    {
        if (_isAbstract)
        {
            throw new IllegalTypeException(Type.ToString(), $"it is abstract and the value at offset {field.Offset} brings no type of its own");
        }

        var token = reader.BeginObject(field);
        var value = Create();
        if (TracksReferences)
        {
            reader.RememberObject(field.Offset, value);
        }

        ReadMembers(reader, value);
        reader.EndObject(token);
        return value;
    }

    private protected override T CopyValue(T value, CopyContext context)
    {
        var copy = Create();
        if (TracksReferences)
        {
            context.Remember(value, copy);
        }

        CopyMembers(value, copy, context);
        return copy;
    }
}
