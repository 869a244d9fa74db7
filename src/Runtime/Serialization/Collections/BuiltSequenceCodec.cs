using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

/// <summary>Base of codecs of immutable collections: elements are gathered, then the collection is made of them.</summary>
internal abstract class BuiltSequenceCodec<TSequence, T>(CodecCatalog catalog) : BuiltCodec<TSequence>(catalog)
    where TSequence : class, IEnumerable<T>
{
    private Codec<T>? _element;

    public override bool IsShareable => Element.IsShareable;

    protected Codec<T> Element => _element ??= Catalog.Get<T>();

    /// <summary>Makes the collection; the comparer is null for the default one.</summary>
    protected abstract TSequence Make(T[] elements, object? comparer, Field field);

    protected abstract int CountOf(TSequence sequence);

    protected virtual object? ComparerOf(TSequence sequence) => null;

    private protected sealed override void WriteParts(Writer writer, TSequence value)
    {
        CollectionHeader.Write<T>(writer, CountOf(value), ComparerOf(value));
        foreach (var item in value)
        {
            Element.Write(writer, CollectionLayout.Element, item);
        }
    }

    private protected sealed override TSequence Build(Reader reader, Field field)
    {
        var header = CollectionHeader.Read(reader);
        var elements = new T[header.Count];
        SpanElements.Read(reader, elements.AsSpan(), header, Element, field);
        TSequence value;
        try
        {
            value = Make(elements, header.Comparer, field);
        }
        catch (Exception exception) when (Refusal.Is(exception))
        {
            throw Refusal.Of(exception, $"an element of field {field.Id}", field.Offset);
        }

        Elements.CheckUnique(header.Count, CountOf(value), field);
        return value;
    }

    private protected sealed override TSequence CopyParts(TSequence value, CopyContext context)
    {
        var elements = new T[CountOf(value)];
        var count = 0;
        foreach (var item in value)
        {
            elements[count++] = Element.Copy(item, context);
        }

        return Make(elements, ComparerOf(value), default);
    }
}
