using Orleans.Serialization.Buffers;

namespace Orleans.Serialization;

/// <summary>
/// What all codecs of mutable reference types share: null, values that occurred before, and values whose run-time type is not the
/// declared one. Such a value is written with its type by that type's own codec, so the bytes at an offset are always those of
/// the exact type, and a reference to them can be followed from a member of any declared type.
/// </summary>
public abstract class ReferenceCodec<T> : Codec<T>
    where T : class
{
    private readonly Type _type = typeof(T);

    /// <summary>Exceptions are not copied: one is what was thrown, and its stack trace belongs to the instance.</summary>
    private readonly bool _isException = typeof(Exception).IsAssignableFrom(typeof(T));

    /// <summary>The codec of the run-time type met last: collections rarely mix types.</summary>
    private Match? _lastWritten;
    private Match? _lastRead;

    private protected ReferenceCodec(CodecCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        Catalog = catalog;
    }

    protected CodecCatalog Catalog { get; }

    /// <summary>The same as <see cref="Codec.Type"/>, without a look into the generic dictionary.</summary>
    private protected Type ExactType => _type;

    /// <summary>False writes every occurrence in full.</summary>
    protected virtual bool TracksReferences => true;

    public sealed override void Write(Writer writer, int id, T value)
    {
        if (value is null)
        {
            writer.WriteNull(id);
        }
        else if (value.GetType() == _type)
        {
            WriteExact(writer, id, value);
        }
        else
        {
            WriteDerived(writer, id, value);
        }
    }

    public sealed override T Read(Reader reader, Field field)
    {
        switch (field.WireType)
        {
            case WireType.Default:
                return null!;
            case WireType.Reference:
                return reader.ReadReference(field, this);
            case WireType.Typed:
                return ReadDerived(reader, field);
            default:
                if (reader.HasReadAhead && reader.TryGetObject(field.Offset, out var known) && known is T value)
                {
                    reader.Skip(field);
                    return value;
                }

                return ReadValue(reader, field);
        }
    }

    public sealed override T Copy(T value, CopyContext context)
    {
        if (value is null)
        {
            return null!;
        }

        if (value.GetType() != _type)
        {
            object instance = value;
            var codec = CodecOf(ref instance);
            if (codec.Type != _type)
            {
                return (T)codec.CopyBoxed(instance, context)!;
            }
        }

        if (IsShareable || _isException)
        {
            return value;
        }

        if (TracksReferences && context.TryGetCopy(value, out var copy))
        {
            return (T)copy!;
        }

        context.Enter(_type);
        var result = CopyValue(value, context);
        context.Leave();
        return result;
    }

    /// <summary>Writes a value of exactly this type that is not null and did not occur before.</summary>
    private protected abstract void WriteValue(Writer writer, int id, T value);

    /// <summary>Reads such a value, and remembers it at the field's offset.</summary>
    private protected abstract T ReadValue(Reader reader, Field field);

    /// <summary>Copies such a value, and remembers the copy.</summary>
    private protected abstract T CopyValue(T value, CopyContext context);

    /// <summary>Writes a value of exactly this type.</summary>
    private protected virtual void WriteExact(Writer writer, int id, T value)
    {
        if (!TracksReferences || !writer.TryWriteReference(id, value))
        {
            WriteValue(writer, id, value);
        }
    }

    /// <summary>A value of a known type to stand for one whose own type has no codec, or null.</summary>
    private protected virtual object? Substitute(T value) => null;

    private protected virtual T ReadDerived(Reader reader, Field field)
    {
        var type = reader.ReadTypedHeader(field, out var inner);
        return ReadAs(type, reader, inner);
    }

    /// <summary>Reads a value of a type that the message names.</summary>
    private protected T ReadAs(Type type, Reader reader, Field inner)
    {
        var match = _lastRead;
        if (match is null || match.Type != type)
        {
            // What a grain reference implements is known when it is made.
            if (!_type.IsAssignableFrom(type) && type != typeof(Orleans.Runtime.IAddressable))
            {
                throw new IllegalTypeException(type.ToString(), $"'{_type}' is expected at offset {inner.Offset}");
            }

            var codec = Catalog.Get(type);
            if (!codec.MakesInstances)
            {
                throw new IllegalTypeException(type.ToString(), $"it is abstract, so the value at offset {inner.Offset} cannot be of it");
            }

            _lastRead = match = new Match(type, codec);
        }

        return match.Codec.ReadBoxed(reader, inner) switch
        {
            null => null!,
            T value => value,
            var other => throw new IllegalTypeException(other.GetType().ToString(), $"'{_type}' is expected at offset {inner.Offset}"),
        };
    }

    private void WriteDerived(Writer writer, int id, T value)
    {
        object instance = value;
        var codec = CodecOf(ref instance);
        if (codec.Type == _type)
        {
            // A class that the base library hides behind this one, such as those of frozen sets.
            WriteExact(writer, id, (T)instance);
            return;
        }

        writer.WriteTypedHeader(id, codec.Type);
        codec.WriteBoxed(writer, 0, instance);
    }

    private Codec CodecOf(ref object instance)
    {
        var type = instance.GetType();
        var match = _lastWritten;
        if (match is not null && match.Type == type)
        {
            return match.Codec;
        }

        if (!Catalog.TryGetForInstance(type, out var codec))
        {
            instance = Substitute((T)instance) ?? throw CodecCatalog.NotFound(type);
            return Catalog.Get(instance.GetType());
        }

        _lastWritten = new Match(type, codec);
        return codec;
    }

    private sealed record Match(Type Type, Codec Codec);
}
