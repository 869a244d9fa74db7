namespace Orleans.Serialization.Buffers;

/// <summary>A field's header as <see cref="Reader"/> met it; the reader stands at the payload.</summary>
public readonly struct Field
{
    /// <summary>The largest id that fits the header byte.</summary>
    internal const int InlineIdMax = 29;

    /// <summary>The header id of the marker between a base class's members and the derived class's.</summary>
    internal const int EndBaseId = 30;

    /// <summary>The header id that says: the real id follows as a varint.</summary>
    internal const int LongId = 31;

    internal Field(int id, WireType wireType, int offset)
    {
        Id = id;
        Offset = offset;
        WireType = wireType;
    }

    /// <summary>The member's id, 0 or more.</summary>
    public int Id { get; }

    /// <summary>Where the header byte stands, counted from the start of the message.</summary>
    public int Offset { get; }

    /// <summary>The layout of the payload.</summary>
    public WireType WireType { get; }
}
