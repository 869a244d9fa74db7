using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Scalars;

namespace Orleans.Serialization.Network;

/// <summary>Four bytes, or sixteen, or sixteen and a four-byte little-endian scope.</summary>
internal sealed class IPAddressCodec : ScalarCodec<IPAddress?>
{
    /// <summary>The longest form, of an IPv6 address with a scope.</summary>
    public const int SizeMax = 20;

    public override void Write(Writer writer, int id, IPAddress? value)
    {
        if (value is null)
        {
            writer.WriteNull(id);
            return;
        }

        Span<byte> bytes = stackalloc byte[SizeMax];
        writer.WriteBytes(id, bytes[..Format(value, bytes)]);
    }

    public override IPAddress? Read(Reader reader, Field field) =>
        field.WireType == WireType.Default ? null : Parse(reader.ReadSpan(field), field);

    public static int Format(IPAddress value, Span<byte> bytes)
    {
        value.TryWriteBytes(bytes, out var length);
        if (value.AddressFamily == AddressFamily.InterNetworkV6 && value.ScopeId != 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[length..], (uint)value.ScopeId);
            length += sizeof(uint);
        }

        return length;
    }

    public static IPAddress Parse(ReadOnlySpan<byte> bytes, Field field)
    {
        switch (bytes.Length)
        {
            case 4 or 16:
                return new IPAddress(bytes);
            case SizeMax:
                return new IPAddress(bytes[..16], BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]));
            default:
                Malformed.ThrowRange(field, "IPAddress", $"{bytes.Length} bytes");
                return null;
        }
    }
}

/// <summary>Two bytes with the port, little-endian, then the address.</summary>
internal sealed class IPEndPointCodec(CodecCatalog catalog) : BlobCodec<IPEndPoint>(catalog)
{
    public static int Format(IPEndPoint value, Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value.Port);
        return sizeof(ushort) + IPAddressCodec.Format(value.Address, bytes[sizeof(ushort)..]);
    }

    public static IPEndPoint ParseEndPoint(ReadOnlySpan<byte> bytes, Field field)
    {
        if (bytes.Length < sizeof(ushort))
        {
            Malformed.ThrowRange(field, "IPEndPoint", $"{bytes.Length} bytes");
        }

        return new IPEndPoint(IPAddressCodec.Parse(bytes[sizeof(ushort)..], field), BinaryPrimitives.ReadUInt16LittleEndian(bytes));
    }

    private protected override void WriteValue(Writer writer, int id, IPEndPoint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort) + IPAddressCodec.SizeMax];
        writer.WriteBytes(id, bytes[..Format(value, bytes)]);
    }

    private protected override IPEndPoint Parse(ReadOnlySpan<byte> bytes, Field field) => ParseEndPoint(bytes, field);

    private protected override IPEndPoint Clone(IPEndPoint value) => new(value.Address, value.Port);
}
