using System.Runtime.InteropServices;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

internal sealed class ListCodec<T>(CodecCatalog catalog) : SequenceCodec<List<T>, T>(catalog)
{
    public override void WriteMembers(Writer writer, List<T> value)
    {
        CollectionHeader.Write<T>(writer, value.Count);
        SpanElements.Write(writer, CollectionsMarshal.AsSpan(value), Element);
    }

    public override void CopyMembers(List<T> from, List<T> to, CopyContext context)
    {
        var element = Element;
        if (element.IsShareable)
        {
            to.AddRange(CollectionsMarshal.AsSpan(from));
            return;
        }

        foreach (var item in from)
        {
            to.Add(element.Copy(item, context));
        }
    }

    protected override List<T> Create(int capacity, object? comparer, Field field) => new(capacity);

    protected override void Add(List<T> sequence, T element) => sequence.Add(element);

    protected override void AddPacked(List<T> sequence, int count, ReadOnlySpan<byte> bytes)
    {
        var before = sequence.Count;
        CollectionsMarshal.SetCount(sequence, before + count);
        bytes.CopyTo(PackedElements<T>.AsBytes(CollectionsMarshal.AsSpan(sequence)[before..]));
    }
}
