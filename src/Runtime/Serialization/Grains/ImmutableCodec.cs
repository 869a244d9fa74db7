using Orleans.Concurrency;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Grains;

/// <summary>The wrapped value alone: the wrapper only says that it need not be copied.</summary>
internal sealed class ImmutableCodec<T>(CodecCatalog catalog) : Codec<Immutable<T>>
{
    public override bool IsShareable => true;

    public override void Write(Writer writer, int id, Immutable<T> value) => catalog.Get<T>().Write(writer, id, value.Value);

    public override Immutable<T> Read(Reader reader, Field field) => new(catalog.Get<T>().Read(reader, field));

    public override Immutable<T> Copy(Immutable<T> value, CopyContext context) => value;
}
