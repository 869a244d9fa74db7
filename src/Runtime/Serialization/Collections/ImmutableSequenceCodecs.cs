using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Runtime.InteropServices;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

internal sealed class ImmutableListCodec<T>(CodecCatalog catalog) : BuiltSequenceCodec<ImmutableList<T>, T>(catalog)
{
    protected override ImmutableList<T> Make(T[] elements, object? comparer, Field field) => [.. elements];

    protected override int CountOf(ImmutableList<T> sequence) => sequence.Count;
}

internal sealed class ImmutableHashSetCodec<T>(CodecCatalog catalog) : BuiltSequenceCodec<ImmutableHashSet<T>, T>(catalog)
{
    protected override ImmutableHashSet<T> Make(T[] elements, object? comparer, Field field) =>
        ImmutableHashSet.CreateRange(Comparers.As<IEqualityComparer<T>>(comparer, field), elements);

    protected override int CountOf(ImmutableHashSet<T> sequence) => sequence.Count;

    protected override object? ComparerOf(ImmutableHashSet<T> sequence) => sequence.KeyComparer;
}

internal sealed class ImmutableSortedSetCodec<T>(CodecCatalog catalog) : BuiltSequenceCodec<ImmutableSortedSet<T>, T>(catalog)
{
    protected override ImmutableSortedSet<T> Make(T[] elements, object? comparer, Field field) =>
        ImmutableSortedSet.CreateRange(Comparers.As<IComparer<T>>(comparer, field), elements);

    protected override int CountOf(ImmutableSortedSet<T> sequence) => sequence.Count;

    protected override object? ComparerOf(ImmutableSortedSet<T> sequence) => sequence.KeyComparer;
}

internal sealed class ImmutableQueueCodec<T>(CodecCatalog catalog) : BuiltSequenceCodec<ImmutableQueue<T>, T>(catalog)
{
    protected override ImmutableQueue<T> Make(T[] elements, object? comparer, Field field) => ImmutableQueue.CreateRange(elements);

    protected override int CountOf(ImmutableQueue<T> sequence) => sequence.Count();
}

/// <summary>From the top down, as the stack enumerates; pushed again from the end.</summary>
internal sealed class ImmutableStackCodec<T>(CodecCatalog catalog) : BuiltSequenceCodec<ImmutableStack<T>, T>(catalog)
{
    protected override ImmutableStack<T> Make(T[] elements, object? comparer, Field field)
    {
        Array.Reverse(elements);
        return ImmutableStack.CreateRange(elements);
    }

    protected override int CountOf(ImmutableStack<T> sequence) => sequence.Count();
}

internal sealed class FrozenSetCodec<T>(CodecCatalog catalog) : BuiltSequenceCodec<FrozenSet<T>, T>(catalog)
{
    protected override FrozenSet<T> Make(T[] elements, object? comparer, Field field) =>
        elements.ToFrozenSet(Comparers.As<IEqualityComparer<T>>(comparer, field));

    protected override int CountOf(FrozenSet<T> sequence) => sequence.Count;

    protected override object? ComparerOf(FrozenSet<T> sequence) => sequence.Comparer;
}

/// <summary>A view of a list that its maker may still change, so it is never shared.</summary>
internal sealed class ReadOnlyCollectionCodec<T>(CodecCatalog catalog) : BuiltSequenceCodec<ReadOnlyCollection<T>, T>(catalog)
{
    public override bool IsShareable => false;

    protected override ReadOnlyCollection<T> Make(T[] elements, object? comparer, Field field) => new(elements);

    protected override int CountOf(ReadOnlyCollection<T> sequence) => sequence.Count;
}

/// <summary>A struct around an array: as an array, except that it is not tracked; the default one is null.</summary>
internal sealed class ImmutableArrayCodec<T>(CodecCatalog catalog) : Codec<ImmutableArray<T>>
{
    public override bool IsShareable => catalog.Get<T>().IsShareable;

    public override void Write(Writer writer, int id, ImmutableArray<T> value)
    {
        if (value.IsDefault)
        {
            writer.WriteNull(id);
            return;
        }

        var token = writer.BeginObject(id, Type);
        CollectionHeader.Write<T>(writer, value.Length);
        SpanElements.Write(writer, ImmutableCollectionsMarshal.AsArray(value).AsSpan(), catalog.Get<T>());
        writer.EndObject(token);
    }

    public override ImmutableArray<T> Read(Reader reader, Field field)
    {
        if (field.WireType == WireType.Default)
        {
            return default;
        }

        var token = reader.BeginObject(field);
        var header = CollectionHeader.Read(reader);
        var elements = new T[header.Count];
        SpanElements.Read(reader, elements.AsSpan(), header, catalog.Get<T>(), field);
        reader.EndObject(token);
        return ImmutableCollectionsMarshal.AsImmutableArray(elements);
    }

    public override ImmutableArray<T> Copy(ImmutableArray<T> value, CopyContext context)
    {
        if (value.IsDefaultOrEmpty || IsShareable)
        {
            return value;
        }

        var copy = new T[value.Length];
        SpanElements.Copy(value.AsSpan(), copy, catalog.Get<T>(), context);
        return ImmutableCollectionsMarshal.AsImmutableArray(copy);
    }
}
