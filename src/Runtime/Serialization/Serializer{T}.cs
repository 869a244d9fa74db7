using System.Buffers;

namespace Orleans.Serialization;

/// <summary>Serializes values of one type, to and from bytes. Thread safe.</summary>
public sealed class Serializer<T>
{
    private readonly Serializer _serializer;

    public Serializer(CodecCatalog catalog)
    {
        _serializer = new Serializer(catalog);
    }

    /// <inheritdoc cref="Serializer.SerializeToArray{T}(T)"/>
    public byte[] SerializeToArray(T value) => _serializer.SerializeToArray(value);

    /// <inheritdoc cref="Serializer.Serialize{T, TBufferWriter}(T, TBufferWriter)"/>
    public void Serialize<TBufferWriter>(T value, TBufferWriter destination)
        where TBufferWriter : IBufferWriter<byte> => _serializer.Serialize(value, destination);

    /// <inheritdoc cref="Serializer.Serialize{T}(T, Stream, int)"/>
    public void Serialize(T value, Stream destination, int sizeHint = 0) => _serializer.Serialize(value, destination, sizeHint);

    /// <inheritdoc cref="Serializer.Serialize{T}(T, byte[])"/>
    public int Serialize(T value, byte[] destination) => _serializer.Serialize(value, destination);

    /// <inheritdoc cref="Serializer.Serialize{T}(T, ref Span{byte})"/>
    public void Serialize(T value, ref Span<byte> destination) => _serializer.Serialize(value, ref destination);

    /// <inheritdoc cref="Serializer.Serialize{T}(T, ref Memory{byte})"/>
    public void Serialize(T value, ref Memory<byte> destination) => _serializer.Serialize(value, ref destination);

    /// <inheritdoc cref="Serializer.Deserialize{T}(byte[])"/>
    public T Deserialize(byte[] source) => _serializer.Deserialize<T>(source);

    /// <inheritdoc cref="Serializer.Deserialize{T}(byte[])"/>
    public T Deserialize(ArraySegment<byte> source) => _serializer.Deserialize<T>(source);

    /// <inheritdoc cref="Serializer.Deserialize{T}(byte[])"/>
    public T Deserialize(ReadOnlyMemory<byte> source) => _serializer.Deserialize<T>(source);

    /// <inheritdoc cref="Serializer.Deserialize{T}(byte[])"/>
    public T Deserialize(ReadOnlySpan<byte> source) => _serializer.Deserialize<T>(source);

    /// <inheritdoc cref="Serializer.Deserialize{T}(byte[])"/>
    public T Deserialize(ReadOnlySequence<byte> source) => _serializer.Deserialize<T>(source);

    /// <inheritdoc cref="Serializer.Deserialize{T}(Stream)"/>
    public T Deserialize(Stream source) => _serializer.Deserialize<T>(source);
}
