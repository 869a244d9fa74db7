using System.Diagnostics.CodeAnalysis;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

/// <summary>Reads the entries of a map one by one.</summary>
internal static class MapEntries
{
    public static InvalidValueException Duplicate(object key, Field field)
    {
        const int shown = 100;
        var text = key.ToString() ?? string.Empty;
        return new($"field {field.Id} holds the key '{(text.Length <= shown ? text : text[..shown] + "...")}' twice.", field.Offset);
    }

    /// <summary>The next entry; false at the end of the map.</summary>
    public static bool TryRead<TKey, TValue>(
        Reader reader,
        ref CollectionHeader header,
        Codec<TKey> keys,
        Codec<TValue> values,
        [MaybeNullWhen(false)] out TKey key,
        [MaybeNullWhen(false)] out TValue value)
        where TKey : notnull
    {
        while (header.HasNext && header.Next.Id != CollectionLayout.Element)
        {
            reader.Skip(header.Next);
            header.HasNext = reader.TryReadField(out header.Next);
        }

        if (!header.HasNext)
        {
            key = default;
            value = default;
            return false;
        }

        var keyField = header.Next;
        key = keys.Read(reader, keyField);
        if (key is null)
        {
            Malformed.Throw("a key is null.", keyField.Offset);
        }

        if (!reader.TryReadField(out var valueField) || valueField.Id != CollectionLayout.Value)
        {
            Malformed.Throw("a key has no value.", keyField.Offset);
        }

        value = values.Read(reader, valueField);
        header.HasNext = reader.TryReadField(out header.Next);
        return true;
    }
}
