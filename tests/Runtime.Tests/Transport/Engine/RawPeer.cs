using System.Net;
using System.Net.Sockets;
using Orleans.Runtime.Transport;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace OrleansAgents.Runtime.Tests.Transport;

/// <summary>A peer that says what a test has it say.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly TcpClient _socket = new();

    public Stream Stream => _socket.GetStream();

    public static async Task<RawPeer> Connect(IPEndPoint endpoint)
    {
        var peer = new RawPeer();
        await peer._socket.ConnectAsync(endpoint);
        return peer;
    }

    public async Task Send(FrameKind kind, Action<Writer> write, CodecCatalog catalog)
    {
        var writer = Writer.Rent(catalog);
        FrameFormat.Append(writer, kind, write, static (w, fill) => fill(w), int.MaxValue, "a silo");
        var bytes = writer.WrittenSpan.ToArray();
        writer.Return();
        await Stream.WriteAsync(bytes);
    }

    /// <summary>What comes until the other side closes the connection, in whichever way.</summary>
    public async Task<byte[]> ReadToEnd()
    {
        using var all = new MemoryStream();
        try
        {
            await Stream.CopyToAsync(all);
        }
        catch (IOException)
        {
            // Reset instead of closed.
        }

        return all.ToArray();
    }

    public void Dispose() => _socket.Dispose();
}
