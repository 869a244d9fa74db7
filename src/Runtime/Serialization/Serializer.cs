using System.Buffers;
using System.Runtime.InteropServices;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization;

/// <summary>Serializes values of any type that has a codec, to and from bytes. Thread safe.</summary>
public sealed class Serializer
{
    private readonly CodecCatalog _catalog;

    public Serializer(CodecCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        _catalog = catalog;
    }

    public bool CanSerialize<T>() => CanSerialize(typeof(T));

    public bool CanSerialize(Type type) => _catalog.TryGet(type, out _);

    public Serializer<T> GetSerializer<T>() => new(_catalog);

    /// <exception cref="SerializerException">The value, or a part of it, has no codec or nests too deep.</exception>
    public byte[] SerializeToArray<T>(T value)
    {
        var writer = Write(value);
        try
        {
            return writer.WrittenSpan.ToArray();
        }
        finally
        {
            writer.Return();
        }
    }

    /// <inheritdoc cref="SerializeToArray{T}"/>
    public void Serialize<T, TBufferWriter>(T value, TBufferWriter destination)
        where TBufferWriter : IBufferWriter<byte>
    {
        var writer = Write(value);
        try
        {
            destination.Write(writer.WrittenSpan);
        }
        finally
        {
            writer.Return();
        }
    }

    /// <inheritdoc cref="SerializeToArray{T}"/>
    public void Serialize<T>(T value, Stream destination, int sizeHint = 0)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var writer = Write(value);
        try
        {
            destination.Write(writer.WrittenSpan);
        }
        finally
        {
            writer.Return();
        }
    }

    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <inheritdoc cref="SerializeToArray{T}"/>
    public int Serialize<T>(T value, byte[] destination) => Serialize(value, new ArraySegment<byte>(destination));

    /// <inheritdoc cref="Serialize{T}(T, byte[])"/>
    public int Serialize<T>(T value, ArraySegment<byte> destination)
    {
        var span = destination.AsSpan();
        var length = span.Length;
        Serialize(value, ref span);
        return length - span.Length;
    }

    /// <summary>Moves the start of <paramref name="destination"/> past what was written.</summary>
    /// <inheritdoc cref="Serialize{T}(T, byte[])"/>
    public void Serialize<T>(T value, ref Span<byte> destination)
    {
        var writer = Write(value);
        try
        {
            if (writer.Length > destination.Length)
            {
                throw new ArgumentException($"The value takes {writer.Length} bytes and the destination holds {destination.Length}.", nameof(destination));
            }

            writer.WrittenSpan.CopyTo(destination);
            destination = destination[writer.Length..];
        }
        finally
        {
            writer.Return();
        }
    }

    /// <inheritdoc cref="Serialize{T}(T, ref Span{byte})"/>
    public void Serialize<T>(T value, ref Memory<byte> destination)
    {
        var span = destination.Span;
        Serialize(value, ref span);
        destination = destination[^span.Length..];
    }

    /// <exception cref="SerializerException">The bytes are no message, or hold another type.</exception>
    public T Deserialize<T>(byte[] source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Read<T>(source, 0, source.Length);
    }

    /// <inheritdoc cref="Deserialize{T}(byte[])"/>
    public T Deserialize<T>(ArraySegment<byte> source) => source.Array is null ? Read<T>([], 0, 0) : Read<T>(source.Array, source.Offset, source.Count);

    /// <inheritdoc cref="Deserialize{T}(byte[])"/>
    public T Deserialize<T>(ReadOnlyMemory<byte> source) =>
        MemoryMarshal.TryGetArray(source, out var segment) ? Deserialize<T>(segment) : Deserialize<T>(source.Span);

    /// <inheritdoc cref="Deserialize{T}(byte[])"/>
    public T Deserialize<T>(ReadOnlySpan<byte> source)
    {
        var copy = ArrayPool<byte>.Shared.Rent(source.Length);
        try
        {
            source.CopyTo(copy);
            return Read<T>(copy, 0, source.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    /// <inheritdoc cref="Deserialize{T}(byte[])"/>
    public T Deserialize<T>(ReadOnlySequence<byte> source)
    {
        if (source.IsSingleSegment)
        {
            return Deserialize<T>(source.First);
        }

        var length = checked((int)source.Length);
        var copy = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            source.CopyTo(copy);
            return Read<T>(copy, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    /// <summary>Reads the stream to its end.</summary>
    /// <inheritdoc cref="Deserialize{T}(byte[])"/>
    public T Deserialize<T>(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var copy = new MemoryStream();
        source.CopyTo(copy);
        return Read<T>(copy.GetBuffer(), 0, (int)copy.Length);
    }

    private Writer Write<T>(T value)
    {
        var writer = Writer.Rent(_catalog);
        try
        {
            _catalog.Get<T>().Write(writer, 0, value);
            return writer;
        }
        catch
        {
            writer.Return();
            throw;
        }
    }

    private T Read<T>(byte[] source, int offset, int length)
    {
        var reader = Reader.Rent(_catalog, source, offset, length);
        try
        {
            if (!reader.TryReadField(out var field) || field.Id != 0)
            {
                Malformed.Throw("the message does not start with a value of id 0.", 0);
            }

            var value = _catalog.Get<T>().Read(reader, field);
            reader.ExpectEnd();
            return value;
        }
        catch (Exception exception) when (Refusal.Is(exception))
        {
            throw Refusal.Of(exception, $"a part of a '{typeof(T)}'", reader.Position);
        }
        finally
        {
            reader.Return();
        }
    }
}
