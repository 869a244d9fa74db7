using System.Buffers.Binary;
using Orleans.Serialization.Types;

namespace Orleans.Serialization.Buffers;

/// <summary>Objects, references between them, and run-time types.</summary>
/// <remarks>
/// A reference names the offset of a value's header. Usually that value was read, and is found by its offset. If it stands in a
/// field that this side skipped, because a newer sender knows more members, it is read now, from its place; should that place be
/// met again later, as part of a larger value that is also read out of order, the same instance is used. So identity survives.
/// </remarks>
public sealed partial class Reader
{
    /// <summary>Stands for a value whose parts are being read and which cannot exist before they are.</summary>
    private static readonly object Unfinished = new();

    /// <summary>Offsets of the values read in order, ascending, and the values; together a sorted table.</summary>
    private int[] _offsets = [];
    private object?[] _values = [];
    private int _count;

    /// <summary>Values read out of order.</summary>
    private Dictionary<int, object>? _ahead;
    private int[]? _typeOffsets;
    private Type[]? _types;
    private int _typeCount;
    private int _budget;
    private int _claimed;

    /// <summary>Whether a value may be known before the reader comes to its place.</summary>
    internal bool HasReadAhead => _ahead is { Count: > 0 };

    /// <summary>Enters an object: fields end at its end. The token goes to <see cref="EndObject"/>.</summary>
    public int BeginObject(Field field)
    {
        if (field.WireType != WireType.Object)
        {
            Malformed.ThrowWireType(field, "an object");
        }

        if (++_depth > Limits.Depth)
        {
            Malformed.ThrowDepth($"field {field.Id} at offset {field.Offset}");
        }

        var length = ReadObjectLength();
        var token = _limit;
        _limit = _position + length;
        return token;
    }

    /// <summary>Leaves the object, past whatever was not read of it.</summary>
    public void EndObject(int token)
    {
        _position = _limit;
        _limit = token;
        _depth--;
    }

    /// <summary>Makes a value known to references; <paramref name="offset"/> is that of its header.</summary>
    public void RememberObject(int offset, object value)
    {
        if (_count == 0 || offset > _offsets[_count - 1])
        {
            if (_count == _offsets.Length)
            {
                var capacity = Math.Max(16, 2 * _count);
                Array.Resize(ref _offsets, capacity);
                Array.Resize(ref _values, capacity);
            }

            _offsets[_count] = offset;
            _values[_count++] = value;
            return;
        }

        var index = Array.BinarySearch(_offsets, 0, _count, offset);
        if (index >= 0)
        {
            _values[index] = value;
            return;
        }

        _ahead ??= [];
        _ahead[offset] = value;
    }

    /// <summary>Announces a value that will be remembered when its parts are read; a reference to it from one of them is an error.</summary>
    public void RememberUnfinished(int offset) => RememberObject(offset, Unfinished);

    /// <summary>The value at an offset if it is known and complete.</summary>
    public bool TryGetObject(int offset, out object? value) => TryFind(offset, out value) && !ReferenceEquals(value, Unfinished);

    /// <summary>Follows a reference to a value that was read.</summary>
    /// <exception cref="ReferenceNotFoundException">No such value was read.</exception>
    public object? ReadReference(Field field)
    {
        var target = ReadTarget(field);
        if (!TryFind(target, out var value))
        {
            throw new ReferenceNotFoundException(null, (uint)target);
        }

        return Finished(value, target, null);
    }

    /// <summary>Follows a reference; a value that was skipped is read from its place with <paramref name="codec"/>.</summary>
    public T ReadReference<T>(Field field, Codec<T> codec)
        where T : class?
    {
        ArgumentNullException.ThrowIfNull(codec);
        var target = ReadTarget(field);
        var value = TryFind(target, out var known) ? Finished(known, target, codec.Type) : ReadAhead(target, codec);
        return value is T typed
            ? typed
            : throw new ReferenceNotFoundException(codec.Type, (uint)target, $"the value there is of type '{value?.GetType()}'");
    }

    /// <summary>Reads the header of a value whose run-time type is spelled out.</summary>
    /// <param name="outer">The field as the containing object has it.</param>
    /// <param name="inner">The value's own header; the reader stands at its payload.</param>
    /// <exception cref="IllegalTypeException">The type is not registered here.</exception>
    public Type ReadTypedHeader(Field outer, out Field inner)
    {
        var type = TryReadTypedHeader(outer, out inner, out var name);
        return type ?? throw new IllegalTypeException(name!);
    }

    /// <summary>Like <see cref="ReadTypedHeader"/>, but a name that is not registered here gives null and the name, and is no error.</summary>
    internal Type? TryReadTypedHeader(Field outer, out Field inner, out string? unknownName)
    {
        if (outer.WireType != WireType.Typed)
        {
            Malformed.ThrowWireType(outer, "a typed value");
        }

        var type = ReadTypeSpec(out unknownName);
        inner = ReadInnerField(outer);
        return type;
    }

    /// <summary>
    /// Checks the element count of a collection before memory for it is taken. Every element has a byte of its own somewhere in
    /// the message, so the counts of all collections together cannot honestly exceed its length, however they nest.
    /// </summary>
    internal int ClaimElements(uint count, Field field)
    {
        _claimed = (int)Math.Min((long)_claimed + count, int.MaxValue);
        if (count > Remaining || _claimed > 2L * Length)
        {
            Malformed.Throw($"field {field.Id} announces {count} elements; {Remaining} bytes are left for them.", field.Offset);
        }

        return (int)count;
    }

    /// <summary>Pays for work out of order.</summary>
    internal void Spend(int bytes, int offset)
    {
        _budget -= bytes;
        if (_budget < 0)
        {
            Malformed.Throw("references make the reader go over the message more than twice.", offset);
        }
    }

    /// <summary>A spec in place, or a reference back to one.</summary>
    private Type? ReadTypeSpec(out string? unknownName)
    {
        unknownName = null;
        var offset = Position;
        if (_position >= _limit || _buffer[_position] != TypeSpec.Back)
        {
            return TypeSpec.Read(this, out unknownName);
        }

        _position++;
        var target = ReadVarUInt32();
        if (target >= offset)
        {
            throw new UnknownReferencedTypeException(target);
        }

        for (var i = 0; i < _typeCount; i++)
        {
            if (_typeOffsets![i] == (int)target)
            {
                return _types![i];
            }
        }

        return ReadTypeAhead((int)target, out unknownName);
    }

    /// <summary>Types are remembered when first referred to, not when met: most are never named twice.</summary>
    private Type? ReadTypeAhead(int target, out string? unknownName)
    {
        var (position, limit) = (_position, _limit);
        (_position, _limit) = (_start + target, _end);
        if (_buffer[_position] == TypeSpec.Back)
        {
            throw new UnknownReferencedTypeException((uint)target);
        }

        var type = TypeSpec.Read(this, out unknownName);
        Spend(Position - target, target);
        (_position, _limit) = (position, limit);
        if (type is not null && _typeCount < Limits.TypesRemembered)
        {
            _types ??= new Type[Limits.TypesRemembered];
            _typeOffsets ??= new int[Limits.TypesRemembered];
            _types[_typeCount] = type;
            _typeOffsets[_typeCount++] = target;
        }

        return type;
    }

    private bool TryFind(int offset, out object? value)
    {
        var index = Array.BinarySearch(_offsets, 0, _count, offset);
        if (index >= 0)
        {
            value = _values[index];
            return true;
        }

        value = null;
        return _ahead is not null && _ahead.TryGetValue(offset, out value);
    }

    private Field ReadInnerField(Field outer)
    {
        if (!TryReadField(out var inner) || inner.Id != 0 || inner.WireType == WireType.Typed)
        {
            Malformed.Throw($"field {outer.Id} names a type, and no plain value with id 0 follows.", outer.Offset);
        }

        return inner;
    }

    private int ReadTarget(Field field)
    {
        if (field.WireType != WireType.Reference)
        {
            Malformed.ThrowWireType(field, "a reference");
        }

        var target = ReadVarUInt32();
        if (target >= (uint)field.Offset)
        {
            throw new ReferenceNotFoundException(null, target, "it does not point backwards");
        }

        return (int)target;
    }

    private object? ReadAhead<T>(int target, Codec<T> codec)
    {
        if (++_depth > Limits.Depth)
        {
            Malformed.ThrowDepth($"the value at offset {target}");
        }

        var (position, limit) = (_position, _limit);
        (_position, _limit) = (_start + target, _end);
        if (!TryReadField(out var field) || field.WireType is not (WireType.Object or WireType.Bytes))
        {
            throw new ReferenceNotFoundException(codec.Type, (uint)target);
        }

        // The length is looked at to pay for the work before it is done, and read again by the codec.
        var payload = _position;
        Spend(1 + (field.WireType == WireType.Bytes ? ReadLength() : ReadObjectLength()), target);
        _position = payload;
        object? value = codec.Read(this, field);
        (_position, _limit) = (position, limit);
        _depth--;
        return value;
    }

    private static object? Finished(object? value, int target, Type? expected) => ReferenceEquals(value, Unfinished)
        ? throw new ReferenceNotFoundException(expected, (uint)target, "that value contains the reference and cannot be built before its parts are")
        : value;

    private int ReadObjectLength()
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(Take(sizeof(uint)), sizeof(uint)));
        if (length > (uint)(_limit - _position))
        {
            Malformed.ThrowTruncated((int)Math.Min(length, int.MaxValue), _limit - _position, Position);
        }

        return (int)length;
    }

    private void ForgetGraph()
    {
        if (_count > 0)
        {
            if (_offsets.Length > Limits.PooledReferences)
            {
                (_offsets, _values) = ([], []);
            }
            else
            {
                Array.Clear(_values, 0, _count);
            }

            _count = 0;
        }

        if (_ahead is { Count: > 0 })
        {
            _ahead = null;
        }

        if (_typeCount > 0)
        {
            Array.Clear(_types!, 0, _typeCount);
            _typeCount = 0;
        }
    }
}
