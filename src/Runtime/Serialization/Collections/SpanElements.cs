using System.Runtime.CompilerServices;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

/// <summary>Elements that lie side by side in memory: those of lists and arrays.</summary>
internal static class SpanElements
{
    public static void Write<T>(Writer writer, Span<T> elements, Codec<T> codec)
    {
        if (PackedElements<T>.Applies)
        {
            writer.WriteBytes(CollectionLayout.Packed, PackedElements<T>.AsBytes(elements));
            return;
        }

        foreach (ref readonly var element in elements)
        {
            codec.Write(writer, CollectionLayout.Element, element);
        }
    }

    /// <summary>Fills the span, whose length is the announced count, from the rest of the object.</summary>
    public static void Read<T>(Reader reader, Span<T> elements, CollectionHeader header, Codec<T> codec, Field field)
    {
        var count = 0;
        var next = header.Next;
        for (var hasNext = header.HasNext; hasNext; hasNext = reader.TryReadField(out next))
        {
            if (next.Id == CollectionLayout.Element)
            {
                if (count == elements.Length)
                {
                    Malformed.Throw($"field {field.Id} holds more than the {count} elements that it announces.", next.Offset);
                }

                elements[count++] = codec.Read(reader, next);
            }
            else if (next.Id == CollectionLayout.Packed && count == 0)
            {
                PackedElements<T>.Read(reader, next, elements.Length).CopyTo(PackedElements<T>.AsBytes(elements));
                count = elements.Length;
            }
            else
            {
                reader.Skip(next);
            }
        }

        Elements.CheckCount(elements.Length, count, field);
    }

    /// <summary>Copies elements, all at once if they can be shared.</summary>
    public static void Copy<T>(ReadOnlySpan<T> from, Span<T> to, Codec<T> codec, CopyContext context)
    {
        if (codec.IsShareable)
        {
            from.CopyTo(to);
            return;
        }

        for (var i = 0; i < from.Length; i++)
        {
            to[i] = codec.Copy(from[i], context);
        }
    }
}
