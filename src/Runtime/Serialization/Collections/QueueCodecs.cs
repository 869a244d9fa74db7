using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

internal sealed class QueueCodec<T>(CodecCatalog catalog) : SequenceCodec<Queue<T>, T>(catalog)
{
    protected override Queue<T> Create(int capacity, object? comparer, Field field) => new(capacity);

    protected override void Add(Queue<T> sequence, T element) => sequence.Enqueue(element);
}

/// <summary>From the bottom up, the order in which elements are pushed again; a stack enumerates from the top down.</summary>
internal sealed class StackCodec<T>(CodecCatalog catalog) : SequenceCodec<Stack<T>, T>(catalog)
{
    public override void WriteMembers(Writer writer, Stack<T> value)
    {
        CollectionHeader.Write<T>(writer, value.Count);
        var items = value.ToArray();
        for (var i = items.Length - 1; i >= 0; i--)
        {
            Element.Write(writer, CollectionLayout.Element, items[i]);
        }
    }

    public override void CopyMembers(Stack<T> from, Stack<T> to, CopyContext context)
    {
        var items = from.ToArray();
        for (var i = items.Length - 1; i >= 0; i--)
        {
            to.Push(Element.Copy(items[i], context));
        }
    }

    protected override Stack<T> Create(int capacity, object? comparer, Field field) => new(capacity);

    protected override void Add(Stack<T> sequence, T element) => sequence.Push(element);
}

internal sealed class LinkedListCodec<T>(CodecCatalog catalog) : SequenceCodec<LinkedList<T>, T>(catalog)
{
    protected override LinkedList<T> Create(int capacity, object? comparer, Field field) => new();

    protected override void Add(LinkedList<T> sequence, T element) => sequence.AddLast(element);
}

/// <summary>Other threads may be using the queue: what is written is a snapshot.</summary>
internal sealed class ConcurrentQueueCodec<T>(CodecCatalog catalog) : SequenceCodec<ConcurrentQueue<T>, T>(catalog)
{
    public override void WriteMembers(Writer writer, ConcurrentQueue<T> value)
    {
        var items = value.ToArray();
        CollectionHeader.Write<T>(writer, items.Length);
        foreach (var item in items)
        {
            Element.Write(writer, CollectionLayout.Element, item);
        }
    }

    protected override ConcurrentQueue<T> Create(int capacity, object? comparer, Field field) => new();

    protected override void Add(ConcurrentQueue<T> sequence, T element) => sequence.Enqueue(element);
}

internal sealed class CollectionCodec<T>(CodecCatalog catalog) : SequenceCodec<Collection<T>, T>(catalog)
{
    protected override Collection<T> Create(int capacity, object? comparer, Field field) => [];

    protected override void Add(Collection<T> sequence, T element) => sequence.Add(element);
}

internal sealed class ObservableCollectionCodec<T>(CodecCatalog catalog) : SequenceCodec<ObservableCollection<T>, T>(catalog)
{
    protected override ObservableCollection<T> Create(int capacity, object? comparer, Field field) => [];

    protected override void Add(ObservableCollection<T> sequence, T element) => sequence.Add(element);
}
