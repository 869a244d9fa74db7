using System.Buffers.Binary;
using Orleans.Serialization.Types;

namespace Orleans.Serialization.Buffers;

/// <summary>Objects, references between them, and run-time types.</summary>
public sealed partial class Writer
{
    private readonly InstanceIndex _instances = new();
    private int[] _instanceOffsets = [];
    private Type[]? _types;
    private int[]? _typeOffsets;
    private int _typeCount;
    private int _depth;

    /// <summary>How many objects are open.</summary>
    public int Depth => _depth;

    /// <summary>Starts an object; the token goes to <see cref="EndObject"/>.</summary>
    /// <exception cref="DepthLimitExceededException">256 objects are open.</exception>
    public int BeginObject(int id) => BeginObject(id, null);

    /// <summary>The type is for the error's text.</summary>
    internal int BeginObject(int id, Type? type)
    {
        if (++_depth > Limits.Depth)
        {
            throw new DepthLimitExceededException("Writing", type is null ? $"field {id}" : $"a value of type '{type}'");
        }

        EnsureFree(ScalarMax);
        Header(id, WireType.Object);
        var token = _length;
        _length += sizeof(uint);
        return token;
    }

    public void EndObject(int token)
    {
        _depth--;
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(token), (uint)(_length - token - sizeof(uint)));
    }

    /// <summary>Ends the members of a base class; those of the derived class follow, in an id space of their own.</summary>
    public void WriteEndBase()
    {
        EnsureFree(1);
        _buffer[_length++] = Field.EndBaseId << 3;
    }

    /// <summary>
    /// True: the object was written before, and a reference to it stands here now. False: it is remembered at this position, and
    /// the caller writes it next, with this id.
    /// </summary>
    public bool TryWriteReference(int id, object value)
    {
        if (TryWriteKnownReference(id, value))
        {
            return true;
        }

        Remember(value, _length);
        return false;
    }

    /// <summary>
    /// Like <see cref="TryWriteReference"/>, but remembers nothing. For values that can only be built from their finished parts
    /// (tuples, immutable collections): they are remembered with <see cref="Remember"/> once written, because a reader could not
    /// follow a reference into the unfinished value.
    /// </summary>
    public bool TryWriteKnownReference(int id, object value)
    {
        var known = _instances.Find(value);
        if (known < 0)
        {
            return false;
        }

        EnsureFree(ScalarMax);
        Header(id, WireType.Reference);
        VarInt((uint)_instanceOffsets[known]);
        return true;
    }

    /// <summary>Makes the value, whose header stands at <paramref name="position"/> (a former <see cref="Length"/>), known to later references.</summary>
    public void Remember(object value, int position)
    {
        var index = _instances.Add(value);
        if (index >= _instanceOffsets.Length)
        {
            Array.Resize(ref _instanceOffsets, Math.Max(16, 2 * index));
        }

        _instanceOffsets[index] = position - _origin;
    }

    /// <summary>Like <see cref="Remember"/>, unless the value is known already.</summary>
    internal void RememberOnce(object value, int position)
    {
        if (_instances.Find(value) < 0)
        {
            Remember(value, position);
        }
    }

    /// <summary>Says that the value, which follows with id 0, is of this type rather than of the declared one.</summary>
    public void WriteTypedHeader(int id, Type actual)
    {
        EnsureFree(ScalarMax);
        Header(id, WireType.Typed);
        WriteTypeSpec(actual);
    }

    private void WriteTypeSpec(Type type)
    {
        for (var i = 0; i < _typeCount; i++)
        {
            if (ReferenceEquals(_types![i], type))
            {
                EnsureFree(ScalarMax);
                _buffer[_length++] = TypeSpec.Back;
                VarInt((uint)_typeOffsets![i]);
                return;
            }
        }

        var spec = Catalog.Types.SpecOf(type);

        // A spec of two bytes is shorter than a reference to it.
        if (spec.Length > 2 && _typeCount < Limits.TypesRemembered)
        {
            _types ??= new Type[Limits.TypesRemembered];
            _typeOffsets ??= new int[Limits.TypesRemembered];
            _types[_typeCount] = type;
            _typeOffsets[_typeCount++] = _length - _origin;
        }

        WriteRaw(spec);
    }

    private void ForgetGraph()
    {
        _instances.Clear();
        if (_instanceOffsets.Length > Limits.PooledReferences)
        {
            _instanceOffsets = [];
        }

        if (_typeCount > 0)
        {
            Array.Clear(_types!, 0, _typeCount);
            _typeCount = 0;
        }
    }
}
