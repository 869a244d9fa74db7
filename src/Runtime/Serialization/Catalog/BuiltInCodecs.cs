namespace Orleans.Serialization.Catalog;

/// <summary>The codecs of the runtime's own types.</summary>
internal static class BuiltInCodecs
{
    public static IReadOnlyDictionary<Type, Func<CodecCatalog, Codec>> Closed { get; } = new Dictionary<Type, Func<CodecCatalog, Codec>>();
}
