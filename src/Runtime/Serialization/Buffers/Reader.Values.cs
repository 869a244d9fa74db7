using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Orleans.Serialization.Buffers;

/// <summary>Fields of primitive types. An integer is read from any varint in its range, so a member may be widened.</summary>
public sealed partial class Reader
{
    /// <summary>Unlike <see cref="Encoding.UTF8"/> it throws on invalid bytes, so that no two messages read as the same text.</summary>
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public bool ReadBoolean(Field field) => ReadUnsigned(field, 1, "bool") != 0;

    public byte ReadByte(Field field) => (byte)ReadUnsigned(field, byte.MaxValue, "byte");

    public sbyte ReadSByte(Field field) => (sbyte)ReadSigned(field, sbyte.MinValue, sbyte.MaxValue, "sbyte");

    public short ReadInt16(Field field) => (short)ReadSigned(field, short.MinValue, short.MaxValue, "short");

    public ushort ReadUInt16(Field field) => (ushort)ReadUnsigned(field, ushort.MaxValue, "ushort");

    public char ReadChar(Field field) => (char)ReadUnsigned(field, char.MaxValue, "char");

    public int ReadInt32(Field field) => (int)ReadSigned(field, int.MinValue, int.MaxValue, "int");

    public uint ReadUInt32(Field field) => (uint)ReadUnsigned(field, uint.MaxValue, "uint");

    public ulong ReadUInt64(Field field)
    {
        if (field.WireType == WireType.VarInt)
        {
            return ReadVarUInt64();
        }

        ExpectDefault(field, "an integer");
        return 0;
    }

    public long ReadInt64(Field field)
    {
        var raw = ReadUInt64(field);
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    public float ReadSingle(Field field) => BitConverter.UInt32BitsToSingle(ReadFixed32(field));

    /// <summary>Also reads a member that the sender declares as <see cref="float"/>.</summary>
    public double ReadDouble(Field field) => field.WireType == WireType.Fixed32
        ? ReadSingle(field)
        : BitConverter.UInt64BitsToDouble(ReadFixed64(field));

    public uint ReadFixed32(Field field)
    {
        if (field.WireType == WireType.Fixed32)
        {
            return BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(Take(sizeof(uint)), sizeof(uint)));
        }

        ExpectDefault(field, "four fixed bytes");
        return 0;
    }

    public ulong ReadFixed64(Field field)
    {
        if (field.WireType == WireType.Fixed64)
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(_buffer.AsSpan(Take(sizeof(ulong)), sizeof(ulong)));
        }

        ExpectDefault(field, "eight fixed bytes");
        return 0;
    }

    public Guid ReadGuid(Field field)
    {
        if (field.WireType == WireType.Default)
        {
            return Guid.Empty;
        }

        var bytes = ReadSpan(field);
        if (bytes.Length != 16)
        {
            Malformed.ThrowRange(field, "Guid", $"{bytes.Length} bytes");
        }

        return new Guid(bytes, bigEndian: true);
    }

    public string? ReadString(Field field)
    {
        if (field.WireType == WireType.Default)
        {
            return null;
        }

        var bytes = ReadSpan(field);
        if (bytes.IsEmpty)
        {
            return string.Empty;
        }

        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new MalformedMessageException($"field {field.Id} is no valid UTF-8.", field.Offset, exception);
        }
    }

    /// <summary>The bytes in a new array, or null.</summary>
    public byte[]? ReadBytes(Field field) => field.WireType == WireType.Default ? null : ReadSpan(field).ToArray();

    /// <summary>The bytes in place; empty if the field is null. Valid while the message's array is.</summary>
    public ReadOnlySpan<byte> ReadSpan(Field field)
    {
        if (field.WireType == WireType.Bytes)
        {
            var length = ReadLength();
            return _buffer.AsSpan(Take(length), length);
        }

        ExpectDefault(field, "bytes");
        return default;
    }

    /// <summary>A varint outside of any field, of at most 32 bits.</summary>
    public uint ReadVarUInt32()
    {
        var value = ReadVarUInt64();
        if (value > uint.MaxValue)
        {
            Malformed.Throw($"the varint {value} does not fit 32 bits.", Position);
        }

        return (uint)value;
    }

    /// <summary>A varint outside of any field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadVarUInt64()
    {
        var position = _position;
        if (position < _limit)
        {
            var first = _buffer[position];
            if (first < 0x80)
            {
                _position = position + 1;
                return first;
            }
        }

        return ReadLongVarInt();
    }

    /// <summary>A varint that must not exceed the bytes left.</summary>
    internal int ReadLength()
    {
        var length = ReadVarUInt64();
        var left = (uint)(_limit - _position);
        if (length > left)
        {
            Malformed.ThrowTruncated((int)Math.Min(length, int.MaxValue), (int)left, Position);
        }

        return (int)length;
    }

    /// <summary>The field of a present zero as its codec would have written it; any other field as it is. See <see cref="Writer.MarkPresent"/>.</summary>
    internal Field TakePresentMark(Field field)
    {
        if (field.WireType != WireType.VarInt || Remaining == 0 || _buffer[_position] != 0)
        {
            return field;
        }

        _position++;
        return new Field(field.Id, WireType.Default, field.Offset);
    }

    /// <summary>Bytes outside of any field.</summary>
    internal ReadOnlySpan<byte> ReadRaw(int count) => _buffer.AsSpan(Take(count), count);

    /// <summary>What was read since <paramref name="offset"/>, in place.</summary>
    internal ReadOnlySpan<byte> ReadSince(int offset) => _buffer.AsSpan(_start + offset, Position - offset);

    private static void ExpectDefault(Field field, string expected)
    {
        if (field.WireType != WireType.Default)
        {
            Malformed.ThrowWireType(field, expected);
        }
    }

    private ulong ReadUnsigned(Field field, ulong max, string type)
    {
        var value = ReadUInt64(field);
        if (value > max)
        {
            Malformed.ThrowRange(field, type, value.ToString(CultureInfo.InvariantCulture));
        }

        return value;
    }

    private long ReadSigned(Field field, long min, long max, string type)
    {
        var value = ReadInt64(field);
        if (value < min || value > max)
        {
            Malformed.ThrowRange(field, type, value.ToString(CultureInfo.InvariantCulture));
        }

        return value;
    }

    /// <summary>Every number has one form: padding with zero groups is refused, as is a tenth group that overflows 64 bits.</summary>
    private ulong ReadLongVarInt()
    {
        var start = Position;
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (_position >= _limit)
            {
                Malformed.Throw("a varint is cut off.", start);
            }

            var group = _buffer[_position++];
            if (shift == 63 && group > 1)
            {
                break;
            }

            value |= (ulong)(group & 0x7F) << shift;
            if (group < 0x80)
            {
                if (group == 0 && shift > 0)
                {
                    Malformed.Throw("a varint is longer than its value needs.", start);
                }

                return value;
            }
        }

        Malformed.Throw("a varint is longer than 64 bits.", start);
        return 0;
    }
}
