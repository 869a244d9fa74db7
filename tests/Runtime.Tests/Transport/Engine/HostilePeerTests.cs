using System.Buffers.Binary;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Transport;
using OrleansAgents.Runtime.Tests.Clusters;

namespace OrleansAgents.Runtime.Tests.Transport;

/// <summary>Peers on a real socket that speak nonsense, stall or come in crowds. Each is cut off with a logged reason, and an honest client goes on.</summary>
[Promise("S8")]
public sealed class HostilePeerTests : IAsyncLifetime
{
    private const int Connections = 40;

    private SocketCluster _cluster = null!;
    private IHost _silo = null!;
    private IHost _client = null!;

    public async Task InitializeAsync()
    {
        _cluster = SocketCluster.Of(static silo =>
        {
            silo.Configure<ConnectionLimitOptions>(static options => (options.MaxConnections, options.StallTimeout) = (Connections, TimeSpan.FromSeconds(1)));
            silo.Configure<ConnectionOptions>(static options => options.OpenConnectionTimeout = TimeSpan.FromSeconds(5));
        });
        _silo = await _cluster.StartSilo();
        _client = await _cluster.StartClient(_silo);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Nonsense_ClosesTheConnection()
    {
        using var peer = await RawPeer.Connect(SocketCluster.GatewayOf(_silo));
        await peer.Stream.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        await peer.ReadToEnd().WithPatience();
        await _cluster.Log.Line("does not speak the protocol of silos");
        await HonestClientGoesOn();
    }

    [Fact]
    public async Task RandomBytes_OnManyConnections_DisturbNobody()
    {
        for (var number = 0; number < 300; number++)
        {
            var random = new Random(number);
            using var peer = await RawPeer.Connect(number % 2 == 0 ? SocketCluster.GatewayOf(_silo) : SocketCluster.SiloPortOf(_silo));
            if (random.Next(2) == 0) await Introduce(peer);
            var noise = new byte[random.Next(1, 4000)];
            random.NextBytes(noise);

            // A length that may be one, so that what follows is read as a frame.
            if (random.Next(2) == 0) BinaryPrimitives.WriteInt32LittleEndian(noise.Length >= 4 ? noise : noise = new byte[5], Math.Max(1, noise.Length - 4));
            try
            {
                await peer.Stream.WriteAsync(noise);
            }
            catch (IOException)
            {
                // Closed already.
            }

            if (number % 50 == 0) await HonestClientGoesOn();
        }

        await HonestClientGoesOn();
        Assert.DoesNotContain(_cluster.Log.Lines, static line => line.Contains("NullReference", StringComparison.Ordinal) || line.Contains("Object reference not set", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Peer_ThatSaysNothing_IsCutOff()
    {
        using var peer = await RawPeer.Connect(SocketCluster.GatewayOf(_silo));
        await peer.ReadToEnd().WithPatience();
        await _cluster.Log.Line("did not say who it is within 5 s");
    }

    [Fact]
    public async Task Frame_OfTwoGigabytes_IsRefusedByItsHeader()
    {
        using var peer = await RawPeer.Connect(SocketCluster.GatewayOf(_silo));
        await Introduce(peer);
        var header = new byte[5];
        BinaryPrimitives.WriteInt32LittleEndian(header, int.MaxValue);
        await peer.Stream.WriteAsync(header);
        await peer.ReadToEnd().WithPatience();
        await _cluster.Log.Line("sent a frame of 2147483647 bytes; the limit is 104857600");
        await HonestClientGoesOn();
    }

    [Fact]
    public async Task Peer_ThatStallsInTheMiddleOfAFrame_IsCutOff()
    {
        using var peer = await RawPeer.Connect(SocketCluster.GatewayOf(_silo));
        await Introduce(peer);
        var start = new byte[100];
        BinaryPrimitives.WriteInt32LittleEndian(start, 1000);
        start[4] = (byte)FrameKind.Request;
        await peer.Stream.WriteAsync(start);
        await peer.ReadToEnd().WithPatience();
        await _cluster.Log.Line("sent 100 bytes of a frame and then nothing for 1 s");
        await HonestClientGoesOn();
    }

    [Fact]
    public async Task Connections_AboveTheLimit_AreRefused_AndTheHonestOneStays()
    {
        List<RawPeer> peers = [];
        try
        {
            for (var number = 0; number < 1_000; number++) peers.Add(await RawPeer.Connect(SocketCluster.GatewayOf(_silo)));

            // The last of them is either told that there are too many, or closed without a word.
            await Task.WhenAll(peers.Skip(Connections + 200).Select(static peer => peer.ReadToEnd())).WithPatience();
            await HonestClientGoesOn();
        }
        finally
        {
            foreach (var peer in peers) peer.Dispose();
        }
    }

    private async Task HonestClientGoesOn() => await SocketCluster.GrainsOf(_client).GetGrain<IPlacedGrain>(ClusterTest.UniqueKey()).Where().WithPatience();

    /// <summary>The handshake of a client, said honestly. It reads what comes back only as far as it must.</summary>
    private async Task Introduce(RawPeer peer)
    {
        var catalog = SocketCluster.RuntimeOf(_silo).Catalog;
        await peer.Send(FrameKind.Hello, static writer =>
        {
            writer.WriteInt32(HandshakeField.Protocol, Frame.ProtocolVersion);
            writer.WriteString(HandshakeField.ClusterId, "dev");
            writer.WriteString(HandshakeField.ServiceId, "dev");
            writer.WriteString(HandshakeField.Client, "hostile");
            writer.WriteBytes(HandshakeField.Nonce, new byte[32]);
        }, catalog);
        await peer.Send(FrameKind.Proof, static writer => writer.WriteBytes(HandshakeField.Proof, []), catalog);
    }
}
