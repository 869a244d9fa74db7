using Orleans.Serialization.Buffers;
using Orleans.Serialization.Converters;

namespace Orleans.Serialization;

/// <summary>Base of codecs of classes that are written as a struct which holds the same.</summary>
internal abstract class SurrogateCodec<TValue, TSurrogate>(CodecCatalog catalog) : BuiltCodec<TValue>(catalog)
    where TValue : class
    where TSurrogate : struct
{
    private Codec<TSurrogate>? _surrogate;

    /// <summary>Found late: its codec may need this one.</summary>
    protected Codec<TSurrogate> Surrogate => _surrogate ??= Catalog.Get<TSurrogate>();

    protected abstract TSurrogate ToSurrogate(TValue value);

    protected abstract TValue FromSurrogate(in TSurrogate surrogate);

    private protected sealed override void WriteParts(Writer writer, TValue value) => StructParts.Write(writer, Surrogate, ToSurrogate(value));

    private protected sealed override TValue Build(Reader reader, Field field)
    {
        var surrogate = StructParts.Read(reader, Surrogate);
        try
        {
            return FromSurrogate(in surrogate);
        }
        catch (Exception exception) when (Refusal.Is(exception))
        {
            throw Refusal.Of(exception, $"the surrogate of a '{Type}'", field.Offset);
        }
    }

    private protected sealed override TValue CopyParts(TValue value, CopyContext context) =>
        FromSurrogate(Surrogate.Copy(ToSurrogate(value), context));
}
