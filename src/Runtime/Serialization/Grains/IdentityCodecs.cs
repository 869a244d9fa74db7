using System.Buffers.Binary;
using Orleans.Runtime;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Network;
using Orleans.Serialization.Scalars;

namespace Orleans.Serialization.Grains;

/// <summary>The bytes of an identity.</summary>
internal sealed class IdSpanCodec : ScalarCodec<IdSpan>
{
    public override void Write(Writer writer, int id, IdSpan value)
    {
        if (value.IsDefault)
        {
            writer.WriteNull(id);
        }
        else
        {
            writer.WriteBytes(id, value.AsSpan());
        }
    }

    public override IdSpan Read(Reader reader, Field field) => reader.ReadBytes(field) is { Length: > 0 } bytes ? new IdSpan(bytes) : default;
}

/// <summary>The bytes of its name.</summary>
internal sealed class GrainTypeCodec : ScalarCodec<GrainType>
{
    private static readonly IdSpanCodec Name = new();

    public override void Write(Writer writer, int id, GrainType value) => Name.Write(writer, id, value.Value);

    public override GrainType Read(Reader reader, Field field) => new(Name.Read(reader, field));
}

/// <summary>The bytes of its name.</summary>
internal sealed class GrainInterfaceTypeCodec : ScalarCodec<GrainInterfaceType>
{
    private static readonly IdSpanCodec Name = new();

    public override void Write(Writer writer, int id, GrainInterfaceType value) => Name.Write(writer, id, value.Value);

    public override GrainInterfaceType Read(Reader reader, Field field) => new(Name.Read(reader, field));
}

/// <summary>An object: the type's bytes are field 0, the key's field 1.</summary>
internal sealed class GrainIdCodec : ScalarCodec<GrainId>
{
    private static readonly IdSpanCodec Part = new();

    public static void WriteParts(Writer writer, GrainId value)
    {
        Part.Write(writer, 0, value.Type.Value);
        Part.Write(writer, 1, value.Key);
    }

    public override void Write(Writer writer, int id, GrainId value)
    {
        if (value.IsDefault)
        {
            writer.WriteNull(id);
            return;
        }

        var token = writer.BeginObject(id, typeof(GrainId));
        WriteParts(writer, value);
        writer.EndObject(token);
    }

    public override GrainId Read(Reader reader, Field field)
    {
        if (field.WireType == WireType.Default)
        {
            return default;
        }

        IdSpan type = default, key = default;
        var token = reader.BeginObject(field);
        while (reader.TryReadField(out var part))
        {
            switch (part.Id)
            {
                case 0:
                    type = Part.Read(reader, part);
                    break;
                case 1:
                    key = Part.Read(reader, part);
                    break;
                default:
                    reader.Skip(part);
                    break;
            }
        }

        reader.EndObject(token);
        return new GrainId(new GrainType(type), key);
    }
}

/// <summary>Four bytes with the generation, little-endian, then the endpoint.</summary>
internal sealed class SiloAddressCodec : ScalarCodec<SiloAddress?>
{
    public override void Write(Writer writer, int id, SiloAddress? value)
    {
        if (value is null)
        {
            writer.WriteNull(id);
            return;
        }

        Span<byte> bytes = stackalloc byte[sizeof(int) + sizeof(ushort) + IPAddressCodec.SizeMax];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value.Generation);
        var length = sizeof(int) + IPEndPointCodec.Format(value.Endpoint, bytes[sizeof(int)..]);
        writer.WriteBytes(id, bytes[..length]);
    }

    public override SiloAddress? Read(Reader reader, Field field)
    {
        if (field.WireType == WireType.Default)
        {
            return null;
        }

        var bytes = reader.ReadSpan(field);
        if (bytes.Length < sizeof(int))
        {
            Malformed.ThrowRange(field, "SiloAddress", $"{bytes.Length} bytes");
        }

        return SiloAddress.New(IPEndPointCodec.ParseEndPoint(bytes[sizeof(int)..], field), BinaryPrimitives.ReadInt32LittleEndian(bytes));
    }
}
