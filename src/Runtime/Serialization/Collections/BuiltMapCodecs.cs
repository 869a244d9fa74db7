using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

/// <summary>Base of codecs of immutable maps: entries are gathered, then the map is made of them.</summary>
internal abstract class BuiltMapCodec<TMap, TKey, TValue>(CodecCatalog catalog) : BuiltCodec<TMap>(catalog)
    where TMap : class, IReadOnlyDictionary<TKey, TValue>
    where TKey : notnull
{
    private Codec<TKey>? _key;
    private Codec<TValue>? _value;

    public override bool IsShareable => Key.IsShareable && Value.IsShareable;

    private Codec<TKey> Key => _key ??= Catalog.Get<TKey>();

    private Codec<TValue> Value => _value ??= Catalog.Get<TValue>();

    /// <summary>Makes the map; throws if a key occurs twice.</summary>
    protected abstract TMap Make(List<KeyValuePair<TKey, TValue>> entries, object? comparer, Field field);

    protected virtual object? ComparerOf(TMap map) => null;

    private protected sealed override void WriteParts(Writer writer, TMap value)
    {
        CollectionHeader.Write<TKey>(writer, value.Count, ComparerOf(value));
        foreach (var (key, item) in value)
        {
            Key.Write(writer, CollectionLayout.Element, key);
            Value.Write(writer, CollectionLayout.Value, item);
        }
    }

    private protected sealed override TMap Build(Reader reader, Field field)
    {
        var header = CollectionHeader.Read(reader);
        var entries = new List<KeyValuePair<TKey, TValue>>(header.Count);
        while (MapEntries.TryRead(reader, ref header, Key, Value, out var key, out var value))
        {
            entries.Add(new(key, value));
        }

        Elements.CheckCount(header.Count, entries.Count, field);
        TMap map;
        try
        {
            map = Make(entries, header.Comparer, field);
        }
        catch (Exception exception) when (Refusal.Is(exception))
        {
            throw Refusal.Of(exception, $"an element of field {field.Id}", field.Offset);
        }

        Elements.CheckUnique(header.Count, map.Count, field);
        return map;
    }

    private protected sealed override TMap CopyParts(TMap value, CopyContext context)
    {
        var entries = new List<KeyValuePair<TKey, TValue>>(value.Count);
        foreach (var (key, item) in value)
        {
            entries.Add(new(Key.Copy(key, context), Value.Copy(item, context)));
        }

        return Make(entries, ComparerOf(value), default);
    }
}

internal sealed class ImmutableDictionaryCodec<TKey, TValue>(CodecCatalog catalog) : BuiltMapCodec<ImmutableDictionary<TKey, TValue>, TKey, TValue>(catalog)
    where TKey : notnull
{
    protected override ImmutableDictionary<TKey, TValue> Make(List<KeyValuePair<TKey, TValue>> entries, object? comparer, Field field) =>
        ImmutableDictionary.CreateRange(Comparers.As<IEqualityComparer<TKey>>(comparer, field), entries);

    protected override object? ComparerOf(ImmutableDictionary<TKey, TValue> map) => map.KeyComparer;
}

internal sealed class ImmutableSortedDictionaryCodec<TKey, TValue>(CodecCatalog catalog)
    : BuiltMapCodec<ImmutableSortedDictionary<TKey, TValue>, TKey, TValue>(catalog)
    where TKey : notnull
{
    protected override ImmutableSortedDictionary<TKey, TValue> Make(List<KeyValuePair<TKey, TValue>> entries, object? comparer, Field field) =>
        ImmutableSortedDictionary.CreateRange(Comparers.As<IComparer<TKey>>(comparer, field), entries);

    protected override object? ComparerOf(ImmutableSortedDictionary<TKey, TValue> map) => map.KeyComparer;
}

internal sealed class FrozenDictionaryCodec<TKey, TValue>(CodecCatalog catalog) : BuiltMapCodec<FrozenDictionary<TKey, TValue>, TKey, TValue>(catalog)
    where TKey : notnull
{
    protected override FrozenDictionary<TKey, TValue> Make(List<KeyValuePair<TKey, TValue>> entries, object? comparer, Field field) =>
        entries.ToFrozenDictionary(Comparers.As<IEqualityComparer<TKey>>(comparer, field));

    protected override object? ComparerOf(FrozenDictionary<TKey, TValue> map) => map.Comparer;
}

/// <summary>
/// A view of a dictionary that its maker may still change, so it is never shared. The dictionary behind cannot be seen, nor can its
/// comparer: the reader gets the default one.
/// </summary>
internal sealed class ReadOnlyDictionaryCodec<TKey, TValue>(CodecCatalog catalog) : BuiltMapCodec<ReadOnlyDictionary<TKey, TValue>, TKey, TValue>(catalog)
    where TKey : notnull
{
    public override bool IsShareable => false;

    protected override ReadOnlyDictionary<TKey, TValue> Make(List<KeyValuePair<TKey, TValue>> entries, object? comparer, Field field)
    {
        var map = new Dictionary<TKey, TValue>(entries.Count, Comparers.As<IEqualityComparer<TKey>>(comparer, field));
        foreach (var (key, value) in entries)
        {
            map.Add(key, value);
        }

        return new ReadOnlyDictionary<TKey, TValue>(map);
    }
}
