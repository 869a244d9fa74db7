using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Scalars;

/// <summary>
/// Null is <see cref="WireType.Default"/>. A value whose own form is that too (zero) is told apart by the varint 0, which no codec
/// writes otherwise and every integer codec reads as zero, so a nullable integer can become a plain one.
/// </summary>
internal sealed class NullableCodec<T>(CodecCatalog catalog) : Codec<T?>
    where T : struct
{
    public override bool IsShareable => catalog.Get<T>().IsShareable;

    public override void Write(Writer writer, int id, T? value)
    {
        if (!value.HasValue)
        {
            writer.WriteNull(id);
            return;
        }

        var header = writer.Length;
        catalog.Get<T>().Write(writer, id, value.GetValueOrDefault());
        writer.MarkPresent(header);
    }

    public override T? Read(Reader reader, Field field)
    {
        if (field.WireType == WireType.Default)
        {
            return null;
        }

        return catalog.Get<T>().Read(reader, reader.TakePresentMark(field));
    }

    public override T? Copy(T? value, CopyContext context) =>
        value.HasValue ? catalog.Get<T>().Copy(value.GetValueOrDefault(), context) : null;
}
