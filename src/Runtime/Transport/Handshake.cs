using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Orleans.Runtime.Placement;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace Orleans.Runtime.Transport;

/// <summary>Who may connect to an endpoint.</summary>
internal enum PeerRole
{
    /// <summary>The silo port.</summary>
    Silo,

    /// <summary>The gateway port.</summary>
    Client,

    /// <summary>Transports within one process, whose silos have one endpoint.</summary>
    Any,
}

/// <summary>The other end of a connection, as the handshake proved it.</summary>
/// <param name="Silo">Its address; null for a client.</param>
/// <param name="Client">Its id; null for a silo.</param>
/// <param name="View">What the accepting side follows; null on that side.</param>
internal sealed record Peer(SiloAddress? Silo, string? Client, ClusterView? View)
{
    /// <summary>Of a silo that was dialled: where two processes cannot listen on one port; empty if it does not say.</summary>
    public string HostId { get; init; } = "";
}

/// <summary>Another silo answers at an endpoint than the one that was looked for.</summary>
internal sealed class SuccessorException(string message, Peer there) : IOException(message)
{
    /// <summary>Who answered.</summary>
    public Peer There => there;
}

/// <summary>The handshake failed for a reason that is told to the other side.</summary>
internal class HandshakeException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>The other side is there and will not have this node: another cluster, another secret, another protocol. Waiting does not help.</summary>
internal sealed class HandshakeRefusedException(string message) : HandshakeException(message);

/// <summary>What two nodes settle before the first message: that they speak one protocol, are of one cluster, and know its secret.</summary>
/// <remarks>
/// <list type="number">
/// <item>The dialling side says Hello: protocol, cluster, service, who it is, a nonce.</item>
/// <item>The accepting side answers with a Challenge: who it is, a nonce of its own. Or it refuses and says why.</item>
/// <item>The dialling side sends its Proof: HMAC(secret, "dial", transcript).</item>
/// <item>The accepting side says Welcome: HMAC(secret, "accept", transcript), and the view that it follows. Or it refuses.</item>
/// </list>
/// <para>The transcript is everything that both have said, both nonces included, so a recorded proof is worth nothing on another connection, and neither side can be taken for the other. The dialling side proves
/// itself first: whoever just reaches the port learns nothing that depends on the secret. Without a secret the proofs are empty; hosting requires a secret or certificates on any address but loopback.</para>
/// <para>The secret guards the beginning of a connection, not its bytes: on a network that others can write to, TLS is needed as well.</para>
/// <para>Until the last frame has come neither side reads a message, accepts a frame above a few kilobytes, or waits longer than the time-out.</para>
/// </remarks>
internal sealed class Handshake(NodeIdentity identity, byte[]? secret, CodecCatalog catalog, IdSource ids, TimeSpan timeout, TimeProvider time)
{
    // A hello has two names and an address; a welcome has the view as well and comes from a peer that has proved itself.
    private const int FrameBytesMax = 16 * 1024;
    private const int WelcomeBytesMax = 16 * 1024 * 1024;
    private const int NonceBytes = 32;

    /// <summary>The dialling side's part.</summary>
    /// <exception cref="HandshakeException">The other side refused, or is not what it should be.</exception>
    public async Task<Peer> DialAsync(IDuplexPipe pipe, string endpoint, CancellationToken cancellationToken)
    {
        using var limit = new Limit(pipe, timeout, time, cancellationToken);
        try
        {
            var mine = new Side(identity.Silo, identity.Client, identity.HostId, NewNonce());
            await Send(pipe, FrameKind.Hello, mine, WriteHello);
            var challenge = await Receive(pipe, FrameKind.Challenge, FrameBytesMax, endpoint);
            var theirs = challenge.Side;
            if (theirs.Silo is null) throw new HandshakeException($"{endpoint} answered, but not as a silo.");
            await Send(pipe, FrameKind.Proof, Prove("dial", mine, theirs), static (writer, proof) => writer.WriteBytes(HandshakeField.Proof, proof));
            var welcome = await Receive(pipe, FrameKind.Welcome, WelcomeBytesMax, endpoint);
            if (!CryptographicOperations.FixedTimeEquals(welcome.Proof, Prove("accept", mine, theirs)))
            {
                throw new HandshakeRefusedException($"{theirs.Silo} at {endpoint} does not know the cluster's secret. Give every node of the cluster the same ClusterSecurityOptions.Secret.");
            }

            return new Peer(theirs.Silo, null, welcome.View ?? ClusterView.Empty) { HostId = theirs.Host };
        }
        catch (Exception failure) when (limit.IsOver && !cancellationToken.IsCancellationRequested)
        {
            throw new HandshakeException($"{endpoint} did not answer within {timeout.TotalSeconds:0.#} s of being connected. Is it a silo of this cluster?", failure);
        }
    }

    /// <summary>The accepting side's part. A peer that is refused has been told why when this throws.</summary>
    /// <param name="refusal">A reason to accept nobody, such as too many connections; null if there is none.</param>
    /// <param name="view">Asked when the peer has proved itself.</param>
    public async Task<Peer> AcceptAsync(IDuplexPipe pipe, PeerRole role, string? refusal, Func<ClusterView> view, CancellationToken cancellationToken)
    {
        using var limit = new Limit(pipe, timeout, time, cancellationToken);
        const string Unknown = "a peer that has not said who it is";
        try
        {
            var hello = await Receive(pipe, FrameKind.Hello, FrameBytesMax, Unknown);
            var theirs = hello.Side;
            var name = theirs.Silo?.ToString() ?? theirs.Client ?? Unknown;
            await RefuseUnless(pipe, name, refusal ?? WhyNot(hello, role));
            var mine = new Side(identity.Silo, identity.Client, identity.HostId, NewNonce());
            await Send(pipe, FrameKind.Challenge, mine, WriteSide);
            var proof = await Receive(pipe, FrameKind.Proof, FrameBytesMax, name);
            var isProved = CryptographicOperations.FixedTimeEquals(proof.Proof, Prove("dial", theirs, mine));
            await RefuseUnless(pipe, name, isProved ? null : "it does not know the cluster's secret (ClusterSecurityOptions.Secret)");
            await Send(pipe, FrameKind.Welcome, (Proof: Prove("accept", theirs, mine), View: view()), static (writer, welcome) =>
            {
                writer.WriteBytes(HandshakeField.Proof, welcome.Proof);
                FrameFormat.WriteView(writer, HandshakeField.View, welcome.View);
            });
            return new Peer(theirs.Silo, theirs.Client, null);
        }
        catch (Exception failure) when (limit.IsOver && !cancellationToken.IsCancellationRequested)
        {
            throw new HandshakeException($"A peer connected and did not say who it is within {timeout.TotalSeconds:0.#} s.", failure);
        }
    }

    // Two ids: 244 bits that nobody has drawn before.
    private byte[] NewNonce() => [.. ids.NewGuid().ToByteArray(), .. ids.NewGuid().ToByteArray()];

    private string? WhyNot(Said hello, PeerRole role)
    {
        var (silo, client) = (hello.Side.Silo, hello.Side.Client);
        if (hello.Protocol != Frame.ProtocolVersion) return $"it speaks protocol {hello.Protocol}, this node speaks {Frame.ProtocolVersion}";
        if (hello.ClusterId != identity.ClusterId || hello.ServiceId != identity.ServiceId)
        {
            return $"it belongs to cluster '{hello.ClusterId}' of service '{hello.ServiceId}', this node to '{identity.ClusterId}' of '{identity.ServiceId}' (ClusterOptions)";
        }

        if (silo is null == string.IsNullOrEmpty(client)) return "it names neither a silo nor a client, or both";
        if (hello.Side.Nonce.Length != NonceBytes) return $"its nonce has {hello.Side.Nonce.Length} bytes instead of {NonceBytes}";
        if (role == PeerRole.Silo && silo is null) return "clients connect to the gateway port (EndpointOptions.GatewayPort), this is the silo port";
        if (role == PeerRole.Client && client is null) return "silos connect to the silo port (EndpointOptions.SiloPort), this is the gateway port";
        return null;
    }

    private async Task RefuseUnless(IDuplexPipe pipe, string peer, string? reason)
    {
        if (reason is null) return;
        await Send(pipe, FrameKind.Refuse, reason, static (writer, text) => writer.WriteString(HandshakeField.Reason, text));
        throw new HandshakeException($"{peer} was refused: {reason}.");
    }

    private void WriteHello(Writer writer, Side mine)
    {
        writer.WriteInt32(HandshakeField.Protocol, Frame.ProtocolVersion);
        writer.WriteString(HandshakeField.ClusterId, identity.ClusterId);
        writer.WriteString(HandshakeField.ServiceId, identity.ServiceId);
        WriteSide(writer, mine);
    }

    private static void WriteSide(Writer writer, Side side)
    {
        if (side.Silo is { } silo) writer.WriteString(HandshakeField.Silo, silo.ToParsableString());
        if (side.Client is { } client) writer.WriteString(HandshakeField.Client, client);
        writer.WriteBytes(HandshakeField.Nonce, side.Nonce);
        if (side.Host.Length > 0) writer.WriteString(HandshakeField.Host, side.Host);
    }

    private byte[] Prove(string role, Side dialling, Side accepting)
    {
        if (secret is null) return [];
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        foreach (var text in (string[])[role, identity.ClusterId, identity.ServiceId, dialling.Name, accepting.Name, dialling.Host, accepting.Host])
        {
            // Lengths keep the parts apart: no two transcripts have the same bytes.
            hash.AppendData(BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)));
            hash.AppendData(Encoding.UTF8.GetBytes(text));
        }

        hash.AppendData(dialling.Nonce);
        hash.AppendData(accepting.Nonce);
        return hash.GetHashAndReset();
    }

    private async Task Send<TState>(IDuplexPipe pipe, FrameKind kind, TState state, Action<Writer, TState> write)
    {
        var writer = Writer.Rent(catalog);
        try
        {
            FrameFormat.Append(writer, kind, state, write, WelcomeBytesMax, "a peer");
            await pipe.Output.WriteAsync(writer.WrittenSpan.ToArray());
        }
        finally
        {
            writer.Return();
        }
    }

    private async Task<Said> Receive(IDuplexPipe pipe, FrameKind expected, int bytesMax, string peer)
    {
        while (true)
        {
            var read = await pipe.Input.ReadAsync();
            var buffer = read.Buffer;
            if (TryRead(ref buffer, expected, bytesMax, peer) is { } said)
            {
                // What follows the frame is a message of the connection: it must be examined again.
                pipe.Input.AdvanceTo(buffer.Start);
                return said;
            }

            pipe.Input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted || read.IsCanceled)
            {
                throw new HandshakeException($"{peer} closed the connection during the handshake. If one side uses TLS, both must (UseTls); and check that it is a silo of this cluster.");
            }
        }
    }

    private Said? TryRead(ref ReadOnlySequence<byte> buffer, FrameKind expected, int bytesMax, string peer)
    {
        ReadOnlySequence<byte> frame;
        try
        {
            if (!FrameFormat.TryTake(ref buffer, bytesMax, peer, out frame)) return null;
        }
        catch (InvalidDataException failure)
        {
            // 22, 3 are the first bytes of a TLS record; other texts are those of a browser or a stranger.
            var isTls = buffer.Slice(0, 2).ToArray() is [22, 3];
            throw new HandshakeException(isTls ? $"{peer} speaks TLS, this node does not. Configure UseTls on both sides or on neither." : $"{peer} does not speak the protocol of silos: {failure.Message}", failure);
        }

        var bytes = new byte[frame.Length];
        frame.CopyTo(bytes);
        var reader = Reader.Rent(catalog, bytes, 1, bytes.Length - 1);
        try
        {
            var said = Said.Read(reader);
            if ((FrameKind)bytes[0] == FrameKind.Refuse) throw new HandshakeRefusedException($"{peer} refused the connection: {said.Reason ?? "no reason given"}");
            if ((FrameKind)bytes[0] != expected) throw new HandshakeException($"{peer} sent a frame of kind {bytes[0]} where the handshake has {expected}.");
            return said;
        }
        catch (Exception failure) when (failure is not HandshakeException)
        {
            throw new HandshakeException($"{peer} sent a handshake that cannot be read: {failure.Message}", failure);
        }
        finally
        {
            reader.Return();
        }
    }

    /// <summary>One side of the transcript.</summary>
    private sealed record Side(SiloAddress? Silo, string? Client, string Host, byte[] Nonce)
    {
        public string Name => Silo?.ToParsableString() ?? Client ?? "";
    }

    /// <summary>A frame of the handshake.</summary>
    private sealed record Said(int Protocol, string ClusterId, string ServiceId, Side Side, string? Reason, byte[] Proof, ClusterView? View)
    {
        public static Said Read(Reader reader)
        {
            var (protocol, cluster, service, host, client, reason) = (0, "", "", "", default(string), default(string));
            var (silo, nonce, proof, view) = (default(SiloAddress), Array.Empty<byte>(), Array.Empty<byte>(), default(ClusterView));
            while (reader.TryReadField(out var field))
            {
                switch (field.Id)
                {
                    case HandshakeField.Protocol: protocol = reader.ReadInt32(field); break;
                    case HandshakeField.ClusterId: cluster = reader.ReadString(field) ?? ""; break;
                    case HandshakeField.ServiceId: service = reader.ReadString(field) ?? ""; break;
                    case HandshakeField.Silo: silo = FrameFormat.ReadSilo(reader, field); break;
                    case HandshakeField.Client: client = reader.ReadString(field); break;
                    case HandshakeField.Reason: reason = reader.ReadString(field); break;
                    case HandshakeField.Nonce: nonce = reader.ReadBytes(field) ?? []; break;
                    case HandshakeField.Proof: proof = reader.ReadBytes(field) ?? []; break;
                    case HandshakeField.Host: host = reader.ReadString(field) ?? ""; break;
                    case HandshakeField.View: view = FrameFormat.ReadView(reader, field); break;
                    default: reader.Skip(field); break;
                }
            }

            return new Said(protocol, cluster, service, new Side(silo, client, host, nonce), reason, proof, view);
        }
    }

    /// <summary>Wakes a handshake that waits for its peer when its time is over.</summary>
    private sealed class Limit : IDisposable
    {
        private readonly CancellationTokenSource _over;
        private readonly CancellationTokenRegistration _onOver;
        private readonly CancellationTokenRegistration _onCancel;

        public Limit(IDuplexPipe pipe, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
        {
            _over = new CancellationTokenSource(timeout, time);
            _onOver = _over.Token.Register(static p => Wake((IDuplexPipe)p!), pipe);
            _onCancel = cancellationToken.Register(static p => Wake((IDuplexPipe)p!), pipe);
        }

        public bool IsOver => _over.IsCancellationRequested;

        public void Dispose()
        {
            _onOver.Dispose();
            _onCancel.Dispose();
            _over.Dispose();
        }

        private static void Wake(IDuplexPipe pipe)
        {
            pipe.Input.CancelPendingRead();
            pipe.Output.CancelPendingFlush();
        }
    }
}
