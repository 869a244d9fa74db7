using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

/// <summary>Base of codecs of maps that exist before their entries do.</summary>
internal abstract class MapCodec<TMap, TKey, TValue>(CodecCatalog catalog) : ObjectCodec<TMap>(catalog)
    where TMap : class, IReadOnlyDictionary<TKey, TValue>
    where TKey : notnull
{
    private Codec<TKey>? _key;
    private Codec<TValue>? _value;

    /// <summary>Found late: its codec may need this one.</summary>
    protected Codec<TKey> Key => _key ??= Catalog.Get<TKey>();

    /// <inheritdoc cref="Key"/>
    protected Codec<TValue> Value => _value ??= Catalog.Get<TValue>();

    public override void WriteMembers(Writer writer, TMap value)
    {
        CollectionHeader.Write<TKey>(writer, value.Count, ComparerOf(value));
        foreach (var (key, item) in value)
        {
            Key.Write(writer, CollectionLayout.Element, key);
            Value.Write(writer, CollectionLayout.Value, item);
        }
    }

    public sealed override void ReadMembers(Reader reader, TMap value)
    {
        var field = new Field(0, WireType.Object, reader.Position);
        ReadEntries(reader, value, CollectionHeader.Read(reader), field);
    }

    public override void CopyMembers(TMap from, TMap to, CopyContext context)
    {
        foreach (var (key, item) in from)
        {
            TryAdd(to, Key.Copy(key, context), Value.Copy(item, context));
        }
    }

    protected sealed override TMap Create() => Create(0, null, default);

    /// <summary>An empty instance with room for some entries.</summary>
    protected abstract TMap Create(int capacity, object? comparer, Field field);

    /// <summary>False if the key is there already.</summary>
    protected abstract bool TryAdd(TMap map, TKey key, TValue value);

    protected abstract object? ComparerOf(TMap map);

    private protected sealed override TMap ReadValue(Reader reader, Field field)
    {
        var token = reader.BeginObject(field);
        var header = CollectionHeader.Read(reader);
        var value = Create(header.Count, header.Comparer, field);
        reader.RememberObject(field.Offset, value);
        ReadEntries(reader, value, header, field);
        reader.EndObject(token);
        return value;
    }

    private protected sealed override TMap CopyValue(TMap value, CopyContext context)
    {
        var copy = Create(value.Count, ComparerOf(value), default);
        context.Remember(value, copy);
        CopyMembers(value, copy, context);
        return copy;
    }

    /// <summary>Reads and adds the entries, and returns their number.</summary>
    private protected virtual int AddEntries(Reader reader, TMap map, CollectionHeader header, Field field)
    {
        var count = 0;
        while (MapEntries.TryRead(reader, ref header, Key, Value, out var key, out var value))
        {
            count++;
            if (!TryAdd(map, key, value))
            {
                throw MapEntries.Duplicate(key, field);
            }
        }

        return count;
    }

    private void ReadEntries(Reader reader, TMap map, CollectionHeader header, Field field)
    {
        int count;
        try
        {
            count = AddEntries(reader, map, header, field);
        }
        catch (Exception exception) when (Refusal.Is(exception))
        {
            throw Refusal.Of(exception, $"an element of field {field.Id}", field.Offset);
        }

        Elements.CheckCount(header.Count, count, field);
    }
}
