using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Tuples;

internal sealed class KeyValuePairCodec<TKey, TValue>(CodecCatalog catalog) : StructCodec<KeyValuePair<TKey, TValue>>(catalog)
{
    public override bool IsShareable => Catalog.Get<TKey>().IsShareable && Catalog.Get<TValue>().IsShareable;

    public override void WriteMembers(Writer writer, ref KeyValuePair<TKey, TValue> value)
    {
        Catalog.Get<TKey>().Write(writer, 0, value.Key);
        Catalog.Get<TValue>().Write(writer, 1, value.Value);
    }

    public override void ReadMembers(Reader reader, ref KeyValuePair<TKey, TValue> value)
    {
        var (key, item) = value;
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case 0:
                    key = Catalog.Get<TKey>().Read(reader, field);
                    break;
                case 1:
                    item = Catalog.Get<TValue>().Read(reader, field);
                    break;
                default:
                    reader.Skip(field);
                    break;
            }
        }

        value = new(key, item);
    }

    public override void CopyMembers(ref KeyValuePair<TKey, TValue> value, CopyContext context) =>
        value = new(Catalog.Get<TKey>().Copy(value.Key, context), Catalog.Get<TValue>().Copy(value.Value, context));
}
