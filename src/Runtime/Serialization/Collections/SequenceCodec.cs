using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

/// <summary>
/// Base of codecs of collections that exist before their elements do, so that an element can refer to its collection. A class
/// derived from such a collection writes the elements as its base's members.
/// </summary>
internal abstract class SequenceCodec<TSequence, T>(CodecCatalog catalog) : ObjectCodec<TSequence>(catalog)
    where TSequence : class, IReadOnlyCollection<T>
{
    private Codec<T>? _element;

    /// <summary>Found late: the element's codec may need this one.</summary>
    protected Codec<T> Element => _element ??= Catalog.Get<T>();

    public override void WriteMembers(Writer writer, TSequence value)
    {
        CollectionHeader.Write<T>(writer, value.Count, ComparerOf(value));
        var element = Element;
        foreach (var item in value)
        {
            element.Write(writer, CollectionLayout.Element, item);
        }
    }

    public sealed override void ReadMembers(Reader reader, TSequence value)
    {
        var field = new Field(0, WireType.Object, reader.Position);
        ReadElements(reader, value, CollectionHeader.Read(reader), field);
    }

    public override void CopyMembers(TSequence from, TSequence to, CopyContext context)
    {
        var element = Element;
        foreach (var item in from)
        {
            Add(to, element.Copy(item, context));
        }
    }

    protected sealed override TSequence Create() => Create(0, null, default);

    /// <summary>An empty instance with room for some elements.</summary>
    protected abstract TSequence Create(int capacity, object? comparer, Field field);

    /// <summary>Adds an element at the end, or anywhere if there is no order. An element that is there already changes nothing.</summary>
    protected abstract void Add(TSequence sequence, T element);

    protected virtual object? ComparerOf(TSequence sequence) => null;

    /// <summary>Adds elements that were written as bytes; the count was checked.</summary>
    protected virtual void AddPacked(TSequence sequence, int count, ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < count; i++)
        {
            Add(sequence, PackedElements<T>.Get(bytes, i));
        }
    }

    private protected sealed override TSequence ReadValue(Reader reader, Field field)
    {
        var token = reader.BeginObject(field);
        var header = CollectionHeader.Read(reader);
        var value = Create(header.Count, header.Comparer, field);
        reader.RememberObject(field.Offset, value);
        ReadElements(reader, value, header, field);
        reader.EndObject(token);
        return value;
    }

    private protected override TSequence CopyValue(TSequence value, CopyContext context)
    {
        var copy = Create(value.Count, ComparerOf(value), default);
        context.Remember(value, copy);
        CopyMembers(value, copy, context);
        return copy;
    }

    private void ReadElements(Reader reader, TSequence value, CollectionHeader header, Field field)
    {
        var element = Element;
        var before = value.Count;
        var read = 0;
        try
        {
            var next = header.Next;
            for (var hasNext = header.HasNext; hasNext; hasNext = reader.TryReadField(out next))
            {
                if (next.Id == CollectionLayout.Element)
                {
                    Add(value, element.Read(reader, next));
                    read++;
                }
                else if (next.Id == CollectionLayout.Packed)
                {
                    AddPacked(value, header.Count, PackedElements<T>.Read(reader, next, header.Count));
                    read += header.Count;
                }
                else
                {
                    reader.Skip(next);
                }
            }
        }
        catch (Exception exception) when (Refusal.Is(exception))
        {
            throw Refusal.Of(exception, $"an element of field {field.Id}", field.Offset);
        }

        Elements.CheckCount(header.Count, read, field);
        Elements.CheckUnique(read, value.Count - before, field);
    }
}
