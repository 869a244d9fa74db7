using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

/// <summary>What stands before the elements of a collection.</summary>
internal struct CollectionHeader
{
    /// <summary>The announced count; memory for so many elements may be taken.</summary>
    public int Count;

    public object? Comparer;

    /// <summary>The first field after the header, if <see cref="HasNext"/>.</summary>
    public Field Next;

    public bool HasNext;

    public static void Write<T>(Writer writer, int count, object? comparer = null)
    {
        writer.WriteUInt32(CollectionLayout.Count, (uint)count);
        if (comparer is not null)
        {
            Comparers.Write<T>(writer, comparer);
        }
    }

    public static CollectionHeader Read(Reader reader)
    {
        var header = default(CollectionHeader);
        header.HasNext = reader.TryReadField(out header.Next);
        if (header.HasNext && header.Next.Id == CollectionLayout.Count)
        {
            var count = header.Next;
            header.Count = reader.ClaimElements(reader.ReadUInt32(count), count);
            header.HasNext = reader.TryReadField(out header.Next);
        }

        while (header.HasNext && Comparers.IsComparer(header.Next))
        {
            header.Comparer = Comparers.Read(reader, header.Next);
            header.HasNext = reader.TryReadField(out header.Next);
        }

        return header;
    }
}
