using System.Buffers;
using System.Buffers.Binary;
using Orleans.Runtime.Placement;
using Orleans.Serialization.Buffers;

namespace Orleans.Runtime.Transport;

/// <summary>How frames and the views in them are written and read, for connections and the handshake before them.</summary>
internal static class FrameFormat
{
    // More members than any cluster has; a bound on what a frame can make a reader do.
    private const int MembersMax = 100_000;

    /// <summary>Appends a frame to what the writer holds; if that fails, the writer is as before.</summary>
    /// <exception cref="LimitExceededException">The frame is too long.</exception>
    public static void Append<TState>(Writer writer, FrameKind kind, TState state, Action<Writer, TState> write, int bytesMax, string peer)
    {
        var start = writer.Length;
        try
        {
            writer.WriteRaw([0, 0, 0, 0, (byte)kind]);
            writer.BeginMessage();
            write(writer, state);
            var length = writer.Length - start - Frame.LengthBytes;
            if (length > bytesMax)
            {
                throw new LimitExceededException($"A message of {length} bytes to {peer} exceeds the limit of {bytesMax} bytes (MessagingOptions.MaxMessageBodySize). Send less at once, or raise the limit on both sides.");
            }

            Span<byte> prefix = stackalloc byte[Frame.LengthBytes];
            BinaryPrimitives.WriteInt32LittleEndian(prefix, length);
            writer.Patch(start, prefix);
        }
        catch
        {
            writer.Truncate(start);
            throw;
        }
    }

    /// <summary>Takes a whole frame off the front of a buffer: its kind byte and its fields. False if more bytes are needed.</summary>
    /// <exception cref="InvalidDataException">The frame's length is not one that a frame may have.</exception>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, int bytesMax, string peer, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (buffer.Length < Frame.HeaderBytes) return false;
        Span<byte> header = stackalloc byte[Frame.LengthBytes];
        buffer.Slice(0, Frame.LengthBytes).CopyTo(header);
        var length = Frame.ReadLength(header);
        if (length < 1 || length > bytesMax)
        {
            throw new InvalidDataException($"{peer} sent a frame of {(uint)length} bytes; the limit is {bytesMax} (MessagingOptions.MaxMessageBodySize).");
        }

        if (buffer.Length < Frame.LengthBytes + (long)length) return false;
        frame = buffer.Slice(Frame.LengthBytes, length);
        buffer = buffer.Slice(frame.End);
        return true;
    }

    public static void WriteView(Writer writer, int field, ClusterView view)
    {
        var token = writer.BeginObject(field);
        writer.WriteInt64(ViewField.Version, view.Version);
        foreach (var member in view.Members)
        {
            var entry = writer.BeginObject(ViewField.Member);
            writer.WriteString(ViewField.Address, member.Address.ToParsableString());
            writer.WriteString(ViewField.Name, member.Name);
            if (member.Gateway is { } gateway) writer.WriteString(ViewField.Gateway, gateway.ToParsableString());
            writer.WriteBoolean(ViewField.IsLeaving, member.IsLeaving);
            writer.EndObject(entry);
        }

        writer.EndObject(token);
    }

    public static ClusterView ReadView(Reader reader, Field view)
    {
        var version = 0L;
        List<ClusterMember> members = [];
        var token = reader.BeginObject(view);
        while (reader.TryReadField(out var field))
        {
            if (field.Id == ViewField.Version) version = reader.ReadInt64(field);
            else if (field.Id == ViewField.Member && members.Count < MembersMax) members.Add(ReadMember(reader, field));
            else reader.Skip(field);
        }

        reader.EndObject(token);
        return new ClusterView(version, [.. members]);
    }

    public static SiloAddress ReadSilo(Reader reader, Field field)
    {
        var text = reader.ReadString(field) ?? "";
        try
        {
            return SiloAddress.FromParsableString(text);
        }
        catch (FormatException failure)
        {
            throw new InvalidDataException($"'{text}' is not the address of a silo.", failure);
        }
    }

    private static ClusterMember ReadMember(Reader reader, Field entry)
    {
        SiloAddress? address = null, gateway = null;
        var (name, isLeaving) = ("", false);
        var token = reader.BeginObject(entry);
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case ViewField.Address: address = ReadSilo(reader, field); break;
                case ViewField.Name: name = reader.ReadString(field) ?? ""; break;
                case ViewField.Gateway: gateway = ReadSilo(reader, field); break;
                case ViewField.IsLeaving: isLeaving = reader.ReadBoolean(field); break;
                default: reader.Skip(field); break;
            }
        }

        reader.EndObject(token);
        return new ClusterMember(address ?? throw new InvalidDataException("A member of a view has no address."), name, gateway, isLeaving);
    }
}
