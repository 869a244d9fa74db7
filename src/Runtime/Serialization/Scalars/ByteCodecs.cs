using System.Collections;
using System.Buffers.Binary;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Scalars;

/// <summary>A byte array is bytes as they are.</summary>
internal sealed class ByteArrayCodec(CodecCatalog catalog) : BlobCodec<byte[]>(catalog)
{
    private protected override void WriteValue(Writer writer, int id, byte[] value) => writer.WriteBytes(id, value);

    private protected override byte[] Parse(ReadOnlySpan<byte> bytes, Field field) => bytes.ToArray();

    private protected override byte[] Clone(byte[] value) => value.AsSpan().ToArray();
}

/// <summary>As a byte array; the reader gets an array of its own.</summary>
internal sealed class MemoryCodec : Codec<Memory<byte>>
{
    public override void Write(Writer writer, int id, Memory<byte> value) => writer.WriteBytes(id, value.Span);

    public override Memory<byte> Read(Reader reader, Field field) => reader.ReadBytes(field);

    public override Memory<byte> Copy(Memory<byte> value, CopyContext context) => value.ToArray();
}

/// <summary>As a byte array. The memory can be changed by whoever owns it, so it is copied like one.</summary>
internal sealed class ReadOnlyMemoryCodec : Codec<ReadOnlyMemory<byte>>
{
    public override void Write(Writer writer, int id, ReadOnlyMemory<byte> value) => writer.WriteBytes(id, value.Span);

    public override ReadOnlyMemory<byte> Read(Reader reader, Field field) => reader.ReadBytes(field);

    public override ReadOnlyMemory<byte> Copy(ReadOnlyMemory<byte> value, CopyContext context) => value.ToArray();
}

/// <summary>Four bytes with the number of bits, little-endian, then the bits, the first in the lowest bit of the first byte.</summary>
internal sealed class BitArrayCodec(CodecCatalog catalog) : BlobCodec<BitArray>(catalog)
{
    private protected override void WriteValue(Writer writer, int id, BitArray value)
    {
        var bytes = new byte[sizeof(int) + ((value.Length + 7L) / 8)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value.Length);
        value.CopyTo(bytes, sizeof(int));
        writer.WriteBytes(id, bytes);
    }

    private protected override BitArray Parse(ReadOnlySpan<byte> bytes, Field field)
    {
        var length = bytes.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < 0 || (length + 7L) / 8 != bytes.Length - sizeof(int))
        {
            Malformed.ThrowRange(field, "BitArray", $"{bytes.Length} bytes for {length} bits");
        }

        return new BitArray(bytes[sizeof(int)..].ToArray()) { Length = length };
    }

    private protected override BitArray Clone(BitArray value) => new(value);
}
