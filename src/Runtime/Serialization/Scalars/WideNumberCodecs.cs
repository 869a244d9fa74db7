using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Scalars;

/// <summary>A half-precision number is the varint of its bits.</summary>
internal sealed class HalfCodec : ScalarCodec<Half>
{
    public override void Write(Writer writer, int id, Half value) => writer.WriteUInt16(id, BitConverter.HalfToUInt16Bits(value));

    public override Half Read(Reader reader, Field field) => BitConverter.UInt16BitsToHalf(reader.ReadUInt16(field));
}

/// <summary>Sixteen bytes, little-endian.</summary>
internal sealed class UInt128Codec : ScalarCodec<UInt128>
{
    public override void Write(Writer writer, int id, UInt128 value)
    {
        if (value == UInt128.Zero)
        {
            writer.WriteNull(id);
            return;
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, value);
        writer.WriteBytes(id, bytes);
    }

    public override UInt128 Read(Reader reader, Field field)
    {
        var bytes = reader.ReadSpan(field);
        if (bytes.IsEmpty && field.WireType == WireType.Default)
        {
            return UInt128.Zero;
        }

        if (bytes.Length != 16)
        {
            Malformed.ThrowRange(field, "a 128-bit integer", $"{bytes.Length} bytes");
        }

        return BinaryPrimitives.ReadUInt128LittleEndian(bytes);
    }
}

/// <summary>The bits of the unsigned number.</summary>
internal sealed class Int128Codec : ScalarCodec<Int128>
{
    private static readonly UInt128Codec Bits = new();

    public override void Write(Writer writer, int id, Int128 value) => Bits.Write(writer, id, (UInt128)value);

    public override Int128 Read(Reader reader, Field field) => (Int128)Bits.Read(reader, field);
}

/// <summary>Two's complement, little-endian, as few bytes as the number needs.</summary>
internal sealed class BigIntegerCodec : ScalarCodec<BigInteger>
{
    public override void Write(Writer writer, int id, BigInteger value)
    {
        if (value.IsZero)
        {
            writer.WriteNull(id);
            return;
        }

        writer.WriteBytes(id, value.ToByteArray());
    }

    public override BigInteger Read(Reader reader, Field field) => new(reader.ReadSpan(field));
}

/// <summary>The four 32-bit words that the runtime defines: low, middle, high, and sign with scale.</summary>
internal sealed class DecimalCodec : ScalarCodec<decimal>
{
    public override void Write(Writer writer, int id, decimal value)
    {
        Span<int> words = stackalloc int[4];
        decimal.GetBits(value, words);
        if ((words[0] | words[1] | words[2] | words[3]) == 0)
        {
            writer.WriteNull(id);
            return;
        }

        writer.WriteBytes(id, MemoryMarshal.AsBytes(words));
    }

    public override decimal Read(Reader reader, Field field)
    {
        var bytes = reader.ReadSpan(field);
        if (bytes.IsEmpty && field.WireType == WireType.Default)
        {
            return 0;
        }

        if (bytes.Length != 16)
        {
            Malformed.ThrowRange(field, "decimal", $"{bytes.Length} bytes");
        }

        try
        {
            return new decimal(MemoryMarshal.Cast<byte, int>(bytes));
        }
        catch (ArgumentException exception)
        {
            throw new InvalidValueException($"field {field.Id} holds a decimal with an impossible sign or scale.", field.Offset, exception);
        }
    }
}
