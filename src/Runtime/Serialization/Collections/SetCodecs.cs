using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

internal sealed class HashSetCodec<T>(CodecCatalog catalog) : SequenceCodec<HashSet<T>, T>(catalog)
{
    public override void WriteMembers(Writer writer, HashSet<T> value)
    {
        CollectionHeader.Write<T>(writer, value.Count, value.Comparer);
        var element = Element;
        foreach (var item in value)
        {
            element.Write(writer, CollectionLayout.Element, item);
        }
    }

    protected override HashSet<T> Create(int capacity, object? comparer, Field field) =>
        new(capacity, Comparers.As<IEqualityComparer<T>>(comparer, field));

    protected override void Add(HashSet<T> sequence, T element) => sequence.Add(element);

    protected override object? ComparerOf(HashSet<T> sequence) => sequence.Comparer;
}

internal sealed class SortedSetCodec<T>(CodecCatalog catalog) : SequenceCodec<SortedSet<T>, T>(catalog)
{
    protected override SortedSet<T> Create(int capacity, object? comparer, Field field) => new(Comparers.As<IComparer<T>>(comparer, field));

    protected override void Add(SortedSet<T> sequence, T element) => sequence.Add(element);

    protected override object? ComparerOf(SortedSet<T> sequence) => sequence.Comparer;
}
