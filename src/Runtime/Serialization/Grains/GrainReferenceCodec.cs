using Orleans.Runtime;
using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Grains;

/// <summary>
/// References to grains and observers: an object with the grain's type (0), its key (1) and the interface's name (2). References are
/// values; two to the same grain are equal, so occurrences are not tracked.
/// </summary>
internal sealed class GrainReferenceCodec<T>(CodecCatalog catalog) : Codec<T?>
    where T : class
{
    public override void Write(Writer writer, int id, T? value)
    {
        if (value is null)
        {
            writer.WriteNull(id);
            return;
        }

        var reference = catalog.GrainReferences.ToReference(value, typeof(T));
        catalog.GrainReferences.Describe(reference, out var grain, out var interfaceName);
        var token = writer.BeginObject(id, typeof(T));
        GrainIdCodec.WriteParts(writer, grain);
        writer.WriteString(2, interfaceName);
        writer.EndObject(token);
    }

    public override T? Read(Reader reader, Field field)
    {
        switch (field.WireType)
        {
            case WireType.Default:
                return null;
            case WireType.Typed:
                // The sender declares a wider type than we do.
                var type = reader.ReadTypedHeader(field, out field);
                if (type != typeof(IAddressable))
                {
                    throw new IllegalTypeException(type.ToString(), $"a reference that implements '{typeof(T)}' is expected at offset {field.Offset}");
                }

                break;
        }

        byte[]? grainType = null, key = null;
        string? interfaceName = null;
        var token = reader.BeginObject(field);
        while (reader.TryReadField(out var part))
        {
            switch (part.Id)
            {
                case 0:
                    grainType = reader.ReadBytes(part);
                    break;
                case 1:
                    key = reader.ReadBytes(part);
                    break;
                case 2:
                    interfaceName = reader.ReadString(part);
                    break;
                default:
                    reader.Skip(part);
                    break;
            }
        }

        reader.EndObject(token);
        var grain = new GrainId(new GrainType(grainType ?? []), new IdSpan(key ?? []));
        var reference = catalog.GrainReferences.ReadReference(typeof(T), interfaceName ?? string.Empty, grain);
        return reference as T
            ?? throw new IllegalTypeException(interfaceName ?? "(none)", $"a reference that implements '{typeof(T)}' is expected at offset {field.Offset}");
    }

    public override T? Copy(T? value, CopyContext context) => value is null ? null : (T)catalog.GrainReferences.ToReference(value, typeof(T));
}
