using System.Runtime.CompilerServices;
using Orleans.Serialization.Types;

namespace Orleans.Serialization.Buffers;

/// <summary>
/// Reads one message from a slice of an array, and is the session of that message: the objects and types met so far, the depth,
/// the work done. Not thread safe. Rent one, use it synchronously, return it.
/// </summary>
/// <remarks>
/// The bytes may come from anybody. Whatever they are, reading ends in a value or in a <see cref="SerializerException"/>, with
/// work and memory of a small multiple of the message's length:
/// lengths are checked against the bytes that are left, element counts against those of the whole message (<see cref="ClaimElements"/>),
/// depth and type nesting are bounded, and what is read out of order, because a reference points into a field that this side does not know,
/// is paid from a budget of one more message length.
/// </remarks>
public sealed partial class Reader
{
    [ThreadStatic]
    private static Reader? t_free;

    private Reader? _next;
    private int _poolDepth;
    private byte[] _buffer = [];

    /// <summary>Where the message starts in the array; the positions below are in the array too.</summary>
    private int _start;
    private int _position;

    /// <summary>The end of the object being read.</summary>
    private int _limit;
    private int _end;
    private int _depth;

    private Reader()
    {
        Catalog = null!;
    }

    /// <summary>Where codecs find other codecs.</summary>
    public CodecCatalog Catalog { get; private set; }

    /// <summary>The message's length in bytes.</summary>
    public int Length => _end - _start;

    /// <summary>Where the reader stands, from the start of the message.</summary>
    public int Position => _position - _start;

    /// <summary>The bytes left in the object being read, or in the message outside of objects.</summary>
    public int Remaining => _limit - _position;

    /// <summary>How many objects are open.</summary>
    public int Depth => _depth;

    /// <summary>Takes a reader from this thread's pool, or makes one, and stands it at the start of the slice.</summary>
    public static Reader Rent(CodecCatalog catalog, byte[] buffer, int offset, int length)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var reader = t_free;
        if (reader is null)
        {
            reader = new Reader();
        }
        else
        {
            t_free = reader._next;
            reader._next = null;
        }

        reader.Catalog = catalog;
        reader.Reset(buffer, offset, length);
        return reader;
    }

    /// <inheritdoc cref="Rent(CodecCatalog, byte[], int, int)"/>
    public static Reader Rent(CodecCatalog catalog, byte[] message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Rent(catalog, message, 0, message.Length);
    }

    /// <summary>Gives the reader to this thread's pool. The caller must not touch it again.</summary>
    public void Return()
    {
        Reset([], 0, 0);
        Catalog = null!;
        var depth = (t_free?._poolDepth ?? 0) + 1;
        if (depth > Limits.PooledSessions)
        {
            return;
        }

        _poolDepth = depth;
        _next = t_free;
        t_free = this;
    }

    /// <summary>Stands the reader at the start of another message.</summary>
    public void Reset(byte[] buffer, int offset, int length)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)offset, (uint)buffer.Length, nameof(offset));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)(buffer.Length - offset), nameof(length));
        _buffer = buffer;
        _start = _position = offset;
        _limit = _end = offset + length;
        _depth = 0;
        _budget = length;
        _claimed = 0;
        ForgetGraph();
    }

    /// <summary>
    /// Goes to the next field of the current object. False at the object's end, or at the marker that ends a base class's
    /// members, which is consumed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadField(out Field field)
    {
        var position = _position;
        if (position >= _limit)
        {
            field = default;
            return false;
        }

        var header = _buffer[position];
        var id = header >> 3;
        _position = position + 1;
        if (id <= Field.InlineIdMax)
        {
            field = new Field(id, (WireType)(header & 7), position - _start);
            return true;
        }

        return TryReadLongField(header, out field);
    }

    /// <summary>Passes over a field that this side does not know.</summary>
    public void Skip(Field field)
    {
        // A typed value is a spec and another value, which cannot itself be typed: one step, no recursion.
        if (field.WireType == WireType.Typed)
        {
            TypeSpec.Skip(this);
            field = ReadInnerField(field);
        }

        switch (field.WireType)
        {
            case WireType.Default:
                break;
            case WireType.VarInt:
                ReadVarUInt64();
                break;
            case WireType.Fixed32:
                Take(sizeof(uint));
                break;
            case WireType.Fixed64:
                Take(sizeof(ulong));
                break;
            case WireType.Bytes:
                Take(ReadLength());
                break;
            case WireType.Object:
                Take(ReadObjectLength());
                break;
            default:
                ReadVarUInt32();
                break;
        }
    }

    /// <summary>Checks that nothing follows the value that was read.</summary>
    /// <exception cref="MalformedMessageException">Bytes are left.</exception>
    public void ExpectEnd()
    {
        if (_position != _limit)
        {
            Malformed.Throw($"{_limit - _position} bytes follow the value.", Position);
        }
    }

    private bool TryReadLongField(byte header, out Field field)
    {
        var offset = Position - 1;
        var wireType = (WireType)(header & 7);
        if (header >> 3 == Field.EndBaseId)
        {
            if (wireType != WireType.Default)
            {
                Malformed.Throw($"the end-of-base marker carries wire type {wireType}.", offset);
            }

            field = default;
            return false;
        }

        var id = ReadVarUInt32();
        if (id is <= Field.InlineIdMax or > int.MaxValue)
        {
            Malformed.Throw($"the long form of a field id holds {id}.", offset);
        }

        field = new Field((int)id, wireType, offset);
        return true;
    }

    /// <summary>Passes over bytes and says where they start in the array.</summary>
    private int Take(int count)
    {
        var position = _position;
        if ((uint)count > (uint)(_limit - position))
        {
            Malformed.ThrowTruncated(count, _limit - position, Position);
        }

        _position = position + count;
        return position;
    }
}
