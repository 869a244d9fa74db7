namespace Orleans.Serialization.Buffers;

/// <summary>How a field's payload is laid out; the low three bits of its header. See docs/wire-format.md.</summary>
public enum WireType : byte
{
    /// <summary>Null, zero or false; no payload.</summary>
    Default = 0,

    /// <summary>A base-128 integer of at most 64 bits; signed values are zigzag coded.</summary>
    VarInt = 1,

    /// <summary>Four bytes, little-endian.</summary>
    Fixed32 = 2,

    /// <summary>Eight bytes, little-endian.</summary>
    Fixed64 = 3,

    /// <summary>A varint length and that many bytes.</summary>
    Bytes = 4,

    /// <summary>A four-byte little-endian length and that many bytes of fields.</summary>
    Object = 5,

    /// <summary>A varint offset, in the message, of the header of a value that was written before.</summary>
    Reference = 6,

    /// <summary>A type spec, then a header with id 0 and its payload: the value's run-time type is not the declared one.</summary>
    Typed = 7,
}
