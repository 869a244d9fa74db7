using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Placement;
using Orleans.Serialization.Buffers;

namespace Orleans.Runtime.Transport;

// How connections come to be: dialled here, or accepted from others.
internal sealed partial class MessageCenter
{
    // Peers above the limit that are told so. Those beyond them are closed without a word, or telling them would be the attack.
    private const int RefusalsMax = 100;

    // Removed silos that are remembered: more than any cluster loses while a frozen one may still wake up.
    private const int RemovedMax = 10_000;

    private readonly ConcurrentDictionary<SiloAddress, Dialling> _dialled = new();

    // By their numbers, so that one order of events leads to one order of connections.
    private readonly ConcurrentDictionary<long, Connection> _all = new();
    private readonly ConcurrentDictionary<SiloAddress, byte> _removed = new();
    private readonly ConcurrentDictionary<string, Connection> _clients = new();
    private readonly CancellationTokenSource _closing = new();
    private int _accepted;
    private long _opened;

    /// <summary>Clients that are connected to this node.</summary>
    public int ClientCount => _clients.Count;

    /// <summary>Accepts connections at an endpoint, of silos, clients or both.</summary>
    /// <exception cref="IOException">The endpoint is in use.</exception>
    public ValueTask<IAsyncDisposable> ListenAsync(IPEndPoint endpoint, PeerRole role, CancellationToken cancellationToken) =>
        _transport.ListenAsync(endpoint, pipe => _ = Accept(pipe, role), cancellationToken);

    /// <summary>The connection to a client; null when it has none here.</summary>
    public Connection? FindClient(string client) => _clients.GetValueOrDefault(client);

    /// <summary>The connection to a silo; made once, shared by all senders, and made anew when it has ended.</summary>
    public Task<Connection> Connect(SiloAddress silo) => _dialled.GetOrAdd(silo, static (address, center) => center.DiallingTo(address), this).Get();

    /// <summary>Whether there is a connection to a silo. Asking makes one, if the last attempt is some time ago.</summary>
    public bool IsReachable(SiloAddress silo) => Connect(silo) is { IsCompletedSuccessfully: true, Result.IsClosed: false };

    /// <summary>Whether there is a connection to a silo now.</summary>
    public bool IsConnected(SiloAddress silo) => _dialled.GetValueOrDefault(silo)?.Connected is not null;

    /// <summary>A connection to some silo, to one that can be heard if there is one; null if there is none now.</summary>
    public Connection? AnyConnected() => _dialled.Values.Select(static dialling => dialling.Connected).Where(static connection => connection is not null).MinBy(static connection => connection!.Silence.IsSilent);

    /// <summary>The node follows a newer view: the ways to silos that are no members of it and are not connected are forgotten, since a cluster whose silos come and go must not gather them; and those that were removed are cut off.</summary>
    public void Follow(ClusterView view, ClusterView before)
    {
        foreach (var way in _dialled)
        {
            if (way.Value.Connected is null && !view.Contains(way.Key)) _dialled.TryRemove(way);
        }

        foreach (var removed in view.RemovedSince(before)) Cut(removed);
        foreach (var (_, connection) in _all) connection.Silence.SendKept();
    }

    /// <summary>Rule R22: closes the connections with a silo that has been removed, and accepts none from it any more. What it may still say comes from a process that should have ended; calls in flight to it fail at once.</summary>
    private void Cut(SiloAddress removed)
    {
        if (_removed.Count >= RemovedMax) _removed.Clear();
        _removed[removed] = 0;
        _dialled.TryRemove(removed, out _);
        foreach (var (_, connection) in _all)
        {
            if (removed.Equals(connection.Silo)) connection.Close(WasRemoved(removed));
        }
    }

    /// <summary>Connects to whichever silo listens at an endpoint.</summary>
    /// <exception cref="IOException">None does, or it refused.</exception>
    public async Task<Connection> ConnectTo(IPEndPoint endpoint)
    {
        var connection = await Dial(endpoint, null);
        _dialled.GetOrAdd(connection.Silo!, static (address, center) => center.DiallingTo(address), this).Set(connection);
        return connection;
    }

    /// <summary>At each tick closes what stands still (a frame that was begun and does not go on, bytes that the peer does not read), and asks the silos that have fallen quiet.</summary>
    public void Look(int now)
    {
        foreach (var (_, connection) in _all)
        {
            var asks = connection.Silo is not null && connection.Silence.Look(connection.Received, connection.IsOwedAnswers, now);
            if (connection.WhyStalled(now) is { } reason) connection.Close(new IOException(reason));
            else if (asks) TrySmall(connection, FrameKind.AskView, Receiver.View.Version, WriteViewQuestion);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _closing.Cancel();
        foreach (var (_, connection) in _all) connection.Close(new IOException("The node is shutting down."));
    }

    private Dialling DiallingTo(SiloAddress silo) => new(
        () => Dial(Receiver.EndpointOf(silo) ?? throw new IOException($"Silo {silo} has no gateway port (EndpointOptions.GatewayPort), so clients cannot connect to it."), silo),
        Runtime.Services.Time,
        NextRandom,
        Limits.RetryDelayMax);

    // Between 0 and 1; from the source of ids, so that a simulated run repeats it.
    private double NextRandom() => (uint)Runtime.Services.Ids.NewGuid().GetHashCode() / (double)uint.MaxValue;

    /// <summary>Asks who is at an endpoint, over a connection of its own, which is closed at once: those that are there may have died without a word.</summary>
    /// <exception cref="IOException">Nobody answers.</exception>
    public async Task<Peer> Knock(IPEndPoint endpoint)
    {
        var pipe = await ConnectPipe(endpoint);
        try
        {
            return await _handshake.DialAsync(pipe, endpoint.ToString(), _closing.Token);
        }
        finally
        {
            await Release(pipe);
        }
    }

    private async Task<IDuplexPipe> ConnectPipe(IPEndPoint endpoint)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var limit = new CancellationTokenSource(Limits.OpenTimeout, Runtime.Services.Time);
        try
        {
            return await _transport.ConnectAsync(endpoint, limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new IOException($"{endpoint} did not answer within {Limits.OpenTimeout.TotalSeconds:0.#} s (ConnectionOptions.OpenConnectionTimeout).");
        }
    }

    private async Task<Connection> Dial(IPEndPoint endpoint, SiloAddress? expected)
    {
        var pipe = await ConnectPipe(endpoint);
        try
        {
            var peer = await _handshake.DialAsync(pipe, endpoint.ToString(), _closing.Token);
            if (expected is not null && !expected.Equals(peer.Silo)) throw new SuccessorException($"{endpoint} is now {peer.Silo}; {expected} has ended, or its address has moved.", peer);
            var connection = Open(pipe, peer);
            _ = ReleaseAfter(connection, pipe);
            return connection;
        }
        catch
        {
            await Release(pipe);
            throw;
        }
    }

    private static IOException WasRemoved(SiloAddress silo) => new($"Silo {silo} has been removed from the cluster; its process must be started anew.");

    private static async Task ReleaseAfter(Connection connection, IDuplexPipe pipe)
    {
        await connection.Ended;
        await Release(pipe);
    }

    private async Task Accept(IDuplexPipe pipe, PeerRole role)
    {
        var count = Interlocked.Increment(ref _accepted);
        try
        {
            if (count > Limits.ConnectionsMax + RefusalsMax) return;
            var refusal = count > Limits.ConnectionsMax ? $"this node has {count - 1} connections (limit {Limits.ConnectionsMax})" : null;
            var peer = await _handshake.AcceptAsync(pipe, role, refusal, () => Receiver.View, _closing.Token);
            var connection = Open(pipe, peer);
            if (peer.Client is { } client)
            {
                _clients[client] = connection;
                Receiver.ClientConnected(client);

                // A view adopted between the welcome and here was pushed to the clients of that moment.
                PushView(connection, Receiver.View);
            }

            await connection.Ended;
        }
        catch (Exception failure)
        {
            if (!_disposed) LogRefused(_log, failure.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _accepted);
            await Release(pipe);
        }
    }

    private Connection Open(IDuplexPipe pipe, Peer peer)
    {
        var connection = new Connection(Interlocked.Increment(ref _opened), pipe, peer, this);
        _all[connection.Number] = connection;
        Counts.Add(connection);
        FrameCounts.Process.Add(connection);
        connection.Start();
        if (_disposed) connection.Close(new IOException("The node is shutting down."));
        if (peer.Silo is { } known && _removed.ContainsKey(known)) connection.Close(WasRemoved(known));
        if (peer is { Silo: { } silo, View: { Members.Length: > 0 } view }) Receiver.ViewReceived(silo, view);
        return connection;
    }

    /// <summary>Tells every connected client of a view.</summary>
    public void PushView(ClusterView view)
    {
        foreach (var connection in _clients.Values) PushView(connection, view);
    }

    /// <summary>Asks a silo for the view; it comes as a frame of its own.</summary>
    public static void AskView(Connection connection) => connection.TrySend(FrameKind.AskView, 0, static (_, _) => { });

    private static void WriteViewQuestion(Writer writer, long known) => writer.WriteInt64(AskViewField.Known, known);

    // Whoever names a version wants a sign of life: it is told of nothing but a newer view.
    private void ReceiveViewQuestion(Connection connection, Reader reader)
    {
        long? known = null;
        while (reader.TryReadField(out var field))
        {
            if (field.Id == AskViewField.Known) known = reader.ReadInt64(field);
            else reader.Skip(field);
        }

        if (known is null || Receiver.View.Version > known) PushView(connection, Receiver.View);
        else connection.TrySend(FrameKind.View, 0, static (_, _) => { });
    }

    private static void PushView(Connection connection, ClusterView view) => connection.TrySend(FrameKind.View, view, static (writer, v) => FrameFormat.WriteView(writer, AnnounceField.View, v));

    private void ReceiveView(Connection connection, Reader reader)
    {
        RequireSilo(connection, FrameKind.View);
        while (reader.TryReadField(out var field))
        {
            if (field.Id == AnnounceField.View) Receiver.ViewReceived(connection.Silo!, FrameFormat.ReadView(reader, field));
            else reader.Skip(field);
        }
    }

    private static void RequireSilo(Connection connection, FrameKind kind)
    {
        if (connection.Silo is null) throw new InvalidDataException($"The client {connection.PeerName} sent a {kind} frame, which only silos send.");
    }

    private static async ValueTask Release(IDuplexPipe pipe)
    {
        if (pipe is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
            return;
        }

        await pipe.Input.CompleteAsync();
        await pipe.Output.CompleteAsync();
    }

    [LoggerMessage(LogLevel.Information, "A connection was not accepted: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);
}
