using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Orleans.Serialization.Buffers;

/// <summary>Fields of primitive types. Zero, false and null take one byte: their header.</summary>
public sealed partial class Writer
{
    /// <summary>The most that a header and a 64-bit varint take.</summary>
    private const int ScalarMax = 1 + 5 + 10;

    public void WriteNull(int id)
    {
        EnsureFree(ScalarMax);
        Header(id, WireType.Default);
    }

    public void WriteBoolean(int id, bool value) => WriteUInt32(id, value ? 1u : 0u);

    public void WriteByte(int id, byte value) => WriteUInt32(id, value);

    public void WriteSByte(int id, sbyte value) => WriteInt32(id, value);

    public void WriteInt16(int id, short value) => WriteInt32(id, value);

    public void WriteUInt16(int id, ushort value) => WriteUInt32(id, value);

    public void WriteChar(int id, char value) => WriteUInt32(id, value);

    public void WriteInt32(int id, int value) => WriteUInt32(id, (uint)((value << 1) ^ (value >> 31)));

    public void WriteInt64(int id, long value) => WriteUInt64(id, (ulong)((value << 1) ^ (value >> 63)));

    public void WriteUInt32(int id, uint value)
    {
        EnsureFree(ScalarMax);
        if (value == 0)
        {
            Header(id, WireType.Default);
            return;
        }

        Header(id, WireType.VarInt);
        VarInt(value);
    }

    public void WriteUInt64(int id, ulong value)
    {
        EnsureFree(ScalarMax);
        if (value == 0)
        {
            Header(id, WireType.Default);
            return;
        }

        Header(id, WireType.VarInt);
        VarInt(value);
    }

    /// <summary>The bits as they are: negative zero and every NaN survive.</summary>
    public void WriteSingle(int id, float value) => WriteFixed32(id, BitConverter.SingleToUInt32Bits(value));

    /// <inheritdoc cref="WriteSingle"/>
    public void WriteDouble(int id, double value) => WriteFixed64(id, BitConverter.DoubleToUInt64Bits(value));

    public void WriteFixed32(int id, uint value)
    {
        EnsureFree(ScalarMax);
        if (value == 0)
        {
            Header(id, WireType.Default);
            return;
        }

        Header(id, WireType.Fixed32);
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_length), value);
        _length += sizeof(uint);
    }

    public void WriteFixed64(int id, ulong value)
    {
        EnsureFree(ScalarMax);
        if (value == 0)
        {
            Header(id, WireType.Default);
            return;
        }

        Header(id, WireType.Fixed64);
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.AsSpan(_length), value);
        _length += sizeof(ulong);
    }

    /// <summary>Sixteen bytes in the order of the id's text; an empty id takes its header alone.</summary>
    public void WriteGuid(int id, Guid value)
    {
        if (value == Guid.Empty)
        {
            WriteNull(id);
            return;
        }

        EnsureFree(ScalarMax + 16);
        Header(id, WireType.Bytes);
        _buffer[_length++] = 16;
        value.TryWriteBytes(_buffer.AsSpan(_length), bigEndian: true, out _);
        _length += 16;
    }

    /// <summary>UTF-8. A lone surrogate, which UTF-8 cannot carry, becomes U+FFFD.</summary>
    public void WriteString(int id, string? value)
    {
        if (value is null)
        {
            WriteNull(id);
            return;
        }

        // Up to 42 characters the length surely fits one byte, so the text is encoded once; longer text is counted first.
        if (value.Length <= 42)
        {
            EnsureFree(ScalarMax + (3 * value.Length));
            Header(id, WireType.Bytes);
            var count = Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_length + 1));
            _buffer[_length] = (byte)count;
            _length += 1 + count;
            return;
        }

        var byteCount = Encoding.UTF8.GetByteCount(value);
        EnsureFree(checked(ScalarMax + byteCount));
        Header(id, WireType.Bytes);
        VarInt((uint)byteCount);
        Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_length));
        _length += byteCount;
    }

    public void WriteBytes(int id, ReadOnlySpan<byte> value)
    {
        EnsureFree(checked(ScalarMax + value.Length));
        Header(id, WireType.Bytes);
        VarInt((uint)value.Length);
        value.CopyTo(_buffer.AsSpan(_length));
        _length += value.Length;
    }

    /// <summary>A varint outside of any field.</summary>
    public void WriteVarUInt32(uint value)
    {
        EnsureFree(ScalarMax);
        VarInt(value);
    }

    /// <inheritdoc cref="WriteVarUInt32"/>
    public void WriteVarUInt64(ulong value)
    {
        EnsureFree(ScalarMax);
        VarInt(value);
    }

    /// <summary>Makes the field whose header stands at <paramref name="header"/> a varint 0 if it is a default: a value is there, and is zero.</summary>
    internal void MarkPresent(int header)
    {
        if ((_buffer[header] & 7) == (int)WireType.Default)
        {
            _buffer[header] |= (byte)WireType.VarInt;
            WriteVarUInt32(0);
        }
    }

    /// <summary>The caller has made room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Header(int id, WireType wireType)
    {
        if ((uint)id <= Field.InlineIdMax)
        {
            _buffer[_length++] = (byte)((id << 3) | (int)wireType);
            return;
        }

        LongHeader(id, wireType);
    }

    private void LongHeader(int id, WireType wireType)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        _buffer[_length++] = (byte)((Field.LongId << 3) | (int)wireType);
        VarInt((uint)id);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void VarInt(uint value)
    {
        var buffer = _buffer;
        var at = _length;
        while (value >= 0x80)
        {
            buffer[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[at++] = (byte)value;
        _length = at;
    }

    private void VarInt(ulong value)
    {
        var buffer = _buffer;
        var at = _length;
        while (value >= 0x80)
        {
            buffer[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[at++] = (byte)value;
        _length = at;
    }
}
