using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

/// <summary>Arrays of one dimension.</summary>
internal sealed class VectorCodec<T>(CodecCatalog catalog) : ReferenceCodec<T[]>(catalog)
{
    private Codec<T>? _element;

    private Codec<T> Element => _element ??= Catalog.Get<T>();

    private protected override void WriteValue(Writer writer, int id, T[] value)
    {
        var token = writer.BeginObject(id, ExactType);
        CollectionHeader.Write<T>(writer, value.Length);
        SpanElements.Write(writer, value.AsSpan(), Element);
        writer.EndObject(token);
    }

    private protected override T[] ReadValue(Reader reader, Field field)
    {
        var token = reader.BeginObject(field);
        var header = CollectionHeader.Read(reader);
        var value = header.Count == 0 ? [] : new T[header.Count];
        reader.RememberObject(field.Offset, value);
        SpanElements.Read(reader, value.AsSpan(), header, Element, field);
        reader.EndObject(token);
        return value;
    }

    private protected override T[] CopyValue(T[] value, CopyContext context)
    {
        if (value.Length == 0)
        {
            return value;
        }

        var copy = new T[value.Length];
        context.Remember(value, copy);
        SpanElements.Copy(value, copy.AsSpan(), Element, context);
        return copy;
    }
}

/// <summary>
/// Arrays of several dimensions: their lengths, then the elements with the last index running fastest, which is how they lie in
/// memory.
/// </summary>
internal sealed class RectangularCodec<TArray, T>(CodecCatalog catalog) : ReferenceCodec<TArray>(catalog)
    where TArray : class
{
    private static readonly int Rank = typeof(TArray).GetArrayRank();
    private Codec<T>? _element;

    private Codec<T> Element => _element ??= Catalog.Get<T>();

    private protected override void WriteValue(Writer writer, int id, TArray value)
    {
        var array = (Array)(object)value;
        var token = writer.BeginObject(id, ExactType);
        CollectionHeader.Write<T>(writer, array.Length);
        for (var dimension = 0; dimension < Rank; dimension++)
        {
            if (array.GetLowerBound(dimension) != 0)
            {
                throw new SerializerException($"An array of type '{Type}' whose dimension {dimension} starts at {array.GetLowerBound(dimension)} cannot be written: only arrays that start at 0 can.");
            }

            writer.WriteUInt32(CollectionLayout.DimensionLength, (uint)array.GetLength(dimension));
        }

        SpanElements.Write(writer, AsSpan(array), Element);
        writer.EndObject(token);
    }

    private protected override TArray ReadValue(Reader reader, Field field)
    {
        var token = reader.BeginObject(field);
        var header = CollectionHeader.Read(reader);
        var array = Array.CreateInstance(typeof(T), ReadLengths(reader, ref header, field));
        var value = (TArray)(object)array;
        reader.RememberObject(field.Offset, value);
        SpanElements.Read(reader, AsSpan(array), header, Element, field);
        reader.EndObject(token);
        return value;
    }

    private protected override TArray CopyValue(TArray value, CopyContext context)
    {
        var from = (Array)(object)value;
        var to = (Array)from.Clone();
        context.Remember(value, to);
        SpanElements.Copy(AsSpan(from), AsSpan(to), Element, context);
        return (TArray)(object)to;
    }

    /// <summary>The lengths multiply to the announced count, which was checked; so no array larger than that is made.</summary>
    private static int[] ReadLengths(Reader reader, ref CollectionHeader header, Field field)
    {
        var lengths = new int[Rank];
        long cells = 1;
        long nonEmpty = 1;
        for (var dimension = 0; dimension < Rank; dimension++)
        {
            if (!header.HasNext || header.Next.Id != CollectionLayout.DimensionLength)
            {
                Malformed.Throw($"field {field.Id} holds an array of {Rank} dimensions and {dimension} lengths.", field.Offset);
            }

            var length = reader.ReadUInt32(header.Next);
            cells *= length;
            nonEmpty *= Math.Max(length, 1);
            if (nonEmpty > Array.MaxLength)
            {
                Malformed.Throw($"field {field.Id} holds an array of more than {Array.MaxLength} elements.", field.Offset);
            }

            lengths[dimension] = (int)length;
            header.HasNext = reader.TryReadField(out header.Next);
        }

        if (cells != header.Count)
        {
            Malformed.Throw($"field {field.Id} announces {header.Count} elements in dimensions for {cells}.", field.Offset);
        }

        return lengths;
    }

    private static Span<T> AsSpan(Array array) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
}
