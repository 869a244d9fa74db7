using System.Collections.Concurrent;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

internal sealed class DictionaryCodec<TKey, TValue>(CodecCatalog catalog) : MapCodec<Dictionary<TKey, TValue>, TKey, TValue>(catalog)
    where TKey : notnull
{
    public override void WriteMembers(Writer writer, Dictionary<TKey, TValue> value)
    {
        CollectionHeader.Write<TKey>(writer, value.Count, value.Comparer);
        foreach (var (key, item) in value)
        {
            Key.Write(writer, CollectionLayout.Element, key);
            Value.Write(writer, CollectionLayout.Value, item);
        }
    }

    public override void CopyMembers(Dictionary<TKey, TValue> from, Dictionary<TKey, TValue> to, CopyContext context)
    {
        foreach (var (key, item) in from)
        {
            to.TryAdd(Key.Copy(key, context), Value.Copy(item, context));
        }
    }

    protected override Dictionary<TKey, TValue> Create(int capacity, object? comparer, Field field) =>
        new(capacity, Comparers.As<IEqualityComparer<TKey>>(comparer, field));

    protected override bool TryAdd(Dictionary<TKey, TValue> map, TKey key, TValue value) => map.TryAdd(key, value);

    protected override object? ComparerOf(Dictionary<TKey, TValue> map) => map.Comparer;
}

internal sealed class SortedDictionaryCodec<TKey, TValue>(CodecCatalog catalog) : MapCodec<SortedDictionary<TKey, TValue>, TKey, TValue>(catalog)
    where TKey : notnull
{
    protected override SortedDictionary<TKey, TValue> Create(int capacity, object? comparer, Field field) =>
        new(Comparers.As<IComparer<TKey>>(comparer, field));

    protected override bool TryAdd(SortedDictionary<TKey, TValue> map, TKey key, TValue value) => map.TryAdd(key, value);

    protected override object? ComparerOf(SortedDictionary<TKey, TValue> map) => map.Comparer;
}

internal sealed class SortedListCodec<TKey, TValue>(CodecCatalog catalog) : MapCodec<SortedList<TKey, TValue>, TKey, TValue>(catalog)
    where TKey : notnull
{
    protected override SortedList<TKey, TValue> Create(int capacity, object? comparer, Field field) =>
        new(capacity, Comparers.As<IComparer<TKey>>(comparer, field));

    protected override bool TryAdd(SortedList<TKey, TValue> map, TKey key, TValue value) => map.TryAdd(key, value);

    protected override object? ComparerOf(SortedList<TKey, TValue> map) => map.Comparer;

    /// <summary>
    /// Adding to the middle of a sorted list moves its rest, so entries in a bad order would cost the square of their number. They
    /// are sorted first; they usually are already, unless the two sides' cultures compare text differently.
    /// </summary>
    private protected override int AddEntries(Reader reader, SortedList<TKey, TValue> map, CollectionHeader header, Field field)
    {
        var entries = new List<KeyValuePair<TKey, TValue>>(header.Count);
        while (MapEntries.TryRead(reader, ref header, Key, Value, out var key, out var value))
        {
            entries.Add(new(key, value));
        }

        var comparer = map.Comparer;
        entries.Sort((left, right) => comparer.Compare(left.Key, right.Key));
        foreach (var (key, value) in entries)
        {
            if (!map.TryAdd(key, value))
            {
                throw MapEntries.Duplicate(key, field);
            }
        }

        return entries.Count;
    }
}

/// <summary>Other threads may be using the dictionary: what is written is a snapshot.</summary>
internal sealed class ConcurrentDictionaryCodec<TKey, TValue>(CodecCatalog catalog) : MapCodec<ConcurrentDictionary<TKey, TValue>, TKey, TValue>(catalog)
    where TKey : notnull
{
    public override void WriteMembers(Writer writer, ConcurrentDictionary<TKey, TValue> value)
    {
        var entries = value.ToArray();
        CollectionHeader.Write<TKey>(writer, entries.Length, value.Comparer);
        foreach (var (key, item) in entries)
        {
            Key.Write(writer, CollectionLayout.Element, key);
            Value.Write(writer, CollectionLayout.Value, item);
        }
    }

    protected override ConcurrentDictionary<TKey, TValue> Create(int capacity, object? comparer, Field field) =>
        new(Comparers.As<IEqualityComparer<TKey>>(comparer, field));

    protected override bool TryAdd(ConcurrentDictionary<TKey, TValue> map, TKey key, TValue value) => map.TryAdd(key, value);

    protected override object? ComparerOf(ConcurrentDictionary<TKey, TValue> map) => map.Comparer;
}
