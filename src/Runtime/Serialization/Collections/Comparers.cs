using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

/// <summary>
/// How the comparers of sets and maps travel. The default one is not written; those of <see cref="StringComparer"/> have numbers;
/// any other must be serializable itself.
/// </summary>
internal static class Comparers
{
    private static readonly StringComparer?[] Known =
        [null, StringComparer.Ordinal, StringComparer.OrdinalIgnoreCase, StringComparer.InvariantCulture, StringComparer.InvariantCultureIgnoreCase];

    /// <summary>Writes the comparer of a collection of <typeparamref name="T"/>; the two defaults are those of hashed and sorted collections.</summary>
    public static void Write<T>(Writer writer, object? comparer)
    {
        if (comparer is null || ReferenceEquals(comparer, EqualityComparer<T>.Default) || ReferenceEquals(comparer, Comparer<T>.Default))
        {
            return;
        }

        for (var number = 1u; number < Known.Length; number++)
        {
            if (Known[number]!.Equals(comparer))
            {
                writer.WriteUInt32(CollectionLayout.KnownComparer, number);
                return;
            }
        }

        writer.Catalog.Get<object>().Write(writer, CollectionLayout.OwnComparer, comparer);
    }

    /// <summary>The comparer in a field for which <see cref="IsComparer"/> is true.</summary>
    public static object? Read(Reader reader, Field field)
    {
        if (field.Id == CollectionLayout.OwnComparer)
        {
            return reader.Catalog.Get<object>().Read(reader, field);
        }

        var number = reader.ReadUInt32(field);
        if (number >= (uint)Known.Length)
        {
            Malformed.ThrowRange(field, "a comparer", $"number {number}");
        }

        return Known[number];
    }

    public static bool IsComparer(Field field) => field.Id is CollectionLayout.KnownComparer or CollectionLayout.OwnComparer;

    /// <summary>The comparer as the collection needs it.</summary>
    public static TComparer? As<TComparer>(object? comparer, Field field)
        where TComparer : class
    {
        if (comparer is null)
        {
            return null;
        }

        return comparer as TComparer
            ?? throw new InvalidValueException($"'{comparer.GetType()}' is no '{typeof(TComparer)}', which the collection needs.", field.Offset);
    }
}
