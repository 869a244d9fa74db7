using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Collections;

/// <summary>
/// Base of codecs of collection interfaces. A value whose class has no codec (a LINQ query, a collection expression, an iterator) is
/// written as the plain collection of the same elements; that is also what is read where the sender declares a concrete collection
/// and so writes no type.
/// </summary>
internal abstract class CollectionInterfaceCodec<TDeclared, TPlain>(CodecCatalog catalog) : PolymorphicCodec<TDeclared>(catalog)
    where TDeclared : class
    where TPlain : class
{
    private protected sealed override TDeclared ReadValue(Reader reader, Field field) =>
        (TDeclared)(object)Catalog.Get<TPlain>().Read(reader, field);
}

internal sealed class ListInterfaceCodec<TDeclared, T>(CodecCatalog catalog) : CollectionInterfaceCodec<TDeclared, List<T>>(catalog)
    where TDeclared : class, IEnumerable<T>
{
    private protected override object? Substitute(TDeclared value) => new List<T>(value);
}

internal sealed class SetInterfaceCodec<TDeclared, T>(CodecCatalog catalog) : CollectionInterfaceCodec<TDeclared, HashSet<T>>(catalog)
    where TDeclared : class, IEnumerable<T>
{
    private protected override object? Substitute(TDeclared value) => new HashSet<T>(value);
}

internal sealed class MapInterfaceCodec<TDeclared, TKey, TValue>(CodecCatalog catalog)
    : CollectionInterfaceCodec<TDeclared, Dictionary<TKey, TValue>>(catalog)
    where TDeclared : class, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    private protected override object? Substitute(TDeclared value) => new Dictionary<TKey, TValue>(value);
}
