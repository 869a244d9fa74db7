using System.Collections;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Placement;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace Orleans.Runtime.Transport;

/// <summary>The limits of a node's connections.</summary>
/// <param name="FrameBytesMax">Longer frames are refused by the sender and close the connection at the receiver.</param>
/// <param name="UnsentBytesMax">Bytes that may wait for one peer: a peer that stops reading must not fill this process's memory.</param>
internal sealed record MessageLimits(int FrameBytesMax, int UnsentBytesMax)
{
    public static MessageLimits Default { get; } = new(100 * 1024 * 1024, 64 * 1024 * 1024);
}

/// <summary>Who this node is to its peers.</summary>
internal sealed record NodeIdentity(string ClusterId, string ServiceId, SiloAddress? Silo, string? Client);

/// <summary>The connections of a silo or client, and the frames on them.</summary>
internal sealed partial class MessageCenter : IDisposable
{
    // Answering a goodbye takes no longer than a round trip; a peer that is hung must not keep this node from stopping.
    private static readonly TimeSpan FarewellLimit = TimeSpan.FromSeconds(5);

    private readonly ITransport _transport;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<SiloAddress, Lazy<Task<Connection>>> _dialled = new();
    private readonly ConcurrentDictionary<Connection, byte> _all = new();
    private readonly ConcurrentDictionary<string, Connection> _clients = new();
    private readonly ConcurrentDictionary<(Connection, long), CancellationTokenSource> _cancellable = new();
    private volatile bool _disposed;
    private int _serving;
    private TaskCompletionSource? _servedAll;

    public MessageCenter(NodeIdentity identity, ITransport transport, CallRuntime runtime, GrainInterfaceCatalog interfaces, MessageLimits limits, ILogger log)
    {
        Identity = identity;
        Runtime = runtime;
        Interfaces = interfaces;
        Limits = limits;
        _transport = transport;
        _log = log;
    }

    public NodeIdentity Identity { get; }

    public CallRuntime Runtime { get; }

    public IMessageReceiver Receiver => (IMessageReceiver)Runtime;

    public GrainInterfaceCatalog Interfaces { get; }

    public MessageLimits Limits { get; }

    public FrameCounts Counts { get; } = new();

    /// <summary>Clients that are connected to this node.</summary>
    public int ClientCount => _clients.Count;

    public CodecCatalog Catalog => Runtime.Catalog;

    public TurnExecutor Executor => Runtime.Executor;

    /// <summary>Accepts connections at this silo's address.</summary>
    public IDisposable Listen(System.Net.IPEndPoint endpoint) => _transport.Listen(endpoint, pipe => Accept(pipe));

    /// <summary>The connection to a client; null when it has none here.</summary>
    public Connection? FindClient(string client) => _clients.GetValueOrDefault(client);

    /// <summary>Sends a call to a silo, dialling it first if need be. Ends the call if that fails.</summary>
    public void Send(SiloAddress silo, RequestBase request)
    {
        var connecting = Connect(silo);
        if (connecting.IsCompletedSuccessfully) Send(connecting.Result, request);
        else _ = SendWhenConnected(connecting, silo, request);
    }

    /// <summary>Sends a call over a connection.</summary>
    public void Send(Connection connection, RequestBase request)
    {
        try
        {
            // Marked as sent only while the frame is appended: a connection that ends fails the calls marked with it as calls that may have run.
            // From then on the answer may come and the caller may use the object anew; only a one-way call is still ours, and over.
            var isOneWay = request.IsOneWay;
            var sent = connection.TrySend(FrameKind.Request, (Center: this, Connection: connection, Request: request), static (writer, call) =>
            {
                call.Center.WriteRequest(writer, call.Request);
                if (!call.Request.IsOneWay) call.Request.SentVia = call.Connection;
            });
            if (!sent) Receiver.Unsent(request, null, Lost(connection, request, mayHaveRun: false));
            else if (isOneWay) request.Complete();
        }
        catch (Exception failure)
        {
            request.Fail(failure);
        }
    }

    /// <summary>The connection to a silo; made once, shared by all senders, and made anew when it has ended.</summary>
    public Task<Connection> Connect(SiloAddress silo)
    {
        while (true)
        {
            var dialling = _dialled.GetOrAdd(silo, static (address, center) => new Lazy<Task<Connection>>(() => center.Dial(address)), this);
            var isNew = !dialling.IsValueCreated;
            var connecting = dialling.Value;
            var isOver = connecting.IsFaulted || (connecting.IsCompletedSuccessfully && connecting.Result.IsClosed);
            if (!isOver) return connecting;
            _dialled.TryRemove(new(silo, dialling));
            if (isNew || _disposed) return connecting;
        }
    }

    /// <summary>Takes leave of every peer. On return no request is under way to this node, and everything that it answered has been handed to the transport.</summary>
    /// <remarks>
    /// A node that just closed its connections would lose the requests that its peers had sent and it had not read: they may have run, so nobody can repeat them. So it says goodbye; each peer answers that no request will
    /// follow, and finds another way for those that it did not send; what came before is served or redirected; then the answers are flushed.
    /// </remarks>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        var connections = _all.Keys.ToArray();
        foreach (var connection in connections) connection.TrySend(FrameKind.Goodbye, 0, static (_, _) => { });
        using var limit = new CancellationTokenSource(FarewellLimit, Runtime.Services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await Task.WhenAll(connections.Select(connection => connection.Farewell)).WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await WhenServed().WaitAsync(cancellationToken);
        await Task.WhenAll(connections.Select(connection => connection.WhenFlushed())).WaitAsync(cancellationToken);
    }

    public static void SendCancel(RequestBase request, int version)
    {
        if (request.SentVia is { } connection) connection.TrySend(FrameKind.Cancel, CallId(request, version), static (writer, id) => writer.WriteUInt64(ResponseField.CallId, id));
    }

    /// <summary>Tells every connected silo which view this one follows and which shards it still drains.</summary>
    public void Announce(SiloAddress silo, Announcement announcement)
    {
        var connecting = Connect(silo);
        if (connecting.IsCompletedSuccessfully) Announce(connecting.Result, announcement);
        else _ = connecting.ContinueWith((done, a) => { if (done.IsCompletedSuccessfully) Announce(done.Result, (Announcement)a!); }, announcement, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>A connection ended: its calls in flight fail at once, since they may have run.</summary>
    public void Closed(Connection connection, Exception reason)
    {
        _all.TryRemove(connection, out _);
        Counts.Remove(connection);
        FrameCounts.Process.Remove(connection);
        if (connection.Silo is { } silo && _dialled.TryGetValue(silo, out var dialling) && dialling is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true, Result: var dialled } } && dialled == connection)
        {
            _dialled.TryRemove(new(silo, dialling));
        }

        if (connection.Client is { } client) _clients.TryRemove(new(client, connection));
        if (!_disposed) LogClosed(_log, connection.PeerName, reason.Message);
        RequestSlots.FailWhere(Runtime, request => request.SentVia == connection, request => Lost(connection, request, mayHaveRun: true));
        FailHandOvers(connection, reason);
        foreach (var call in _cancellable)
        {
            if (call.Key.Item1 == connection && _cancellable.TryRemove(call)) Trip(connection, call.Value);
        }

        Receiver.PeerGone(connection);
    }

    /// <summary>Forgets that a served call can be cancelled: it has ended.</summary>
    public void Served(RequestBase request, Connection connection) => _cancellable.TryRemove((connection, request.RemoteId), out _);

    public void Dispose()
    {
        _disposed = true;
        foreach (var connection in _all.Keys) connection.Close(new IOException("The node is shutting down."));
    }

    /// <summary>Handles one frame. What it throws closes the connection.</summary>
    public void Receive(Connection connection, FrameKind kind, Reader reader)
    {
        if (connection.Silo is null && connection.Client is null && kind is not (FrameKind.Hello or FrameKind.Welcome or FrameKind.Refuse))
        {
            throw new InvalidDataException($"The peer sent a {kind} frame before saying who it is.");
        }

        switch (kind)
        {
            case FrameKind.Hello:
                ReceiveHello(connection, reader);
                break;
            case FrameKind.Welcome:
                connection.ReceiveWelcome();
                break;
            case FrameKind.Refuse:
                throw new IOException($"{connection.PeerName} refused the connection: {ReadReason(reader)}");
            case FrameKind.Request:
                ReceiveRequest(connection, reader);
                break;
            case FrameKind.Response:
                ReceiveResponse(connection, reader);
                break;
            case FrameKind.Cancel:
                ReceiveCancel(connection, reader);
                break;
            case FrameKind.Announce:
                ReceiveAnnouncement(connection, reader);
                break;
            case FrameKind.Goodbye:
                connection.RefuseRequests();
                break;
            case FrameKind.Farewell:
                connection.ReceiveFarewell();
                break;
            case FrameKind.HandOver:
                ReceiveHandOver(connection, reader);
                break;
            case FrameKind.HandOverAnswer:
                ReceiveHandOverAnswer(reader);
                break;
            default:
                throw new InvalidDataException($"{connection.PeerName} sent a frame of the unknown kind {(byte)kind}.");
        }
    }

    /// <summary>The peer that went is a silo, or the client whose observer was called.</summary>
    private static OrleansException Lost(Connection connection, RequestBase request, bool mayHaveRun)
    {
        var text = mayHaveRun
            ? $"The connection to {connection.PeerName} broke while {request.Describe()} was in flight; the call may or may not have run. Repeat it only if running it twice does no harm."
            : $"There is no connection to {connection.PeerName}; {request.Describe()} was not sent and did not run. Call again.";
        return connection.Client is null ? new SiloUnavailableException(text) : new ClientNotAvailableException(text);
    }

    private static ulong CallId(RequestBase request, int version) => (ulong)(uint)version << 32 | (uint)request.Slot;

    private static void Announce(Connection connection, Announcement announcement) => connection.TrySend(FrameKind.Announce, announcement, static (writer, a) =>
    {
        var bytes = new byte[(a.Draining.Length + 7) / 8];
        a.Draining.CopyTo(bytes, 0);
        writer.WriteInt64(AnnounceField.Version, a.Version);
        writer.WriteBytes(AnnounceField.Draining, bytes);
    });

    private async Task SendWhenConnected(Task<Connection> connecting, SiloAddress silo, RequestBase request)
    {
        Connection connection;
        try
        {
            connection = await connecting;
        }
        catch (Exception failure)
        {
            Receiver.Unsent(request, silo, new SiloUnavailableException($"Silo {silo} cannot be reached; {request.Describe()} was not sent and did not run. Call again when the cluster has noticed. {failure.Message}", failure));
            return;
        }

        Send(connection, request);
    }

    private async Task<Connection> Dial(SiloAddress silo)
    {
        var pipe = await _transport.ConnectAsync(silo.Endpoint, CancellationToken.None);
        var connection = Accept(pipe);
        connection.Silo = silo;
        connection.TrySend(FrameKind.Hello, Identity, WriteHello);
        return connection;
    }

    private Connection Accept(IDuplexPipe pipe)
    {
        var connection = new Connection(pipe, this);
        _all[connection] = 0;
        Counts.Add(connection);
        FrameCounts.Process.Add(connection);
        _ = connection.Run();
        if (_disposed) connection.Close(new IOException("The node is shutting down."));
        return connection;
    }

    /// <summary>Completes when every request that has come in has been answered.</summary>
    private Task WhenServed()
    {
        var served = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _servedAll, served);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _serving) == 0) served.TrySetResult();
        return served.Task;
    }

    private void CountServed()
    {
        if (Interlocked.Decrement(ref _serving) == 0) Volatile.Read(ref _servedAll)?.TrySetResult();
    }

    private void ReceiveHello(Connection connection, Reader reader)
    {
        if (connection.Silo is not null || connection.Client is not null) throw new InvalidDataException($"{connection.PeerName} said hello on a connection on which it is known already.");
        var (protocol, cluster, service) = (0, "", "");
        SiloAddress? silo = null;
        string? client = null;
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case HelloField.Protocol: protocol = reader.ReadInt32(field); break;
                case HelloField.ClusterId: cluster = reader.ReadString(field) ?? ""; break;
                case HelloField.ServiceId: service = reader.ReadString(field) ?? ""; break;
                case HelloField.Silo: silo = SiloAddress.FromParsableString(reader.ReadString(field) ?? ""); break;
                case HelloField.Client: client = reader.ReadString(field); break;
                default: reader.Skip(field); break;
            }
        }

        var reason = protocol != Frame.ProtocolVersion ? $"it speaks protocol {protocol}, this node speaks {Frame.ProtocolVersion}"
            : cluster != Identity.ClusterId || service != Identity.ServiceId ? $"it belongs to cluster '{cluster}' of service '{service}', this node to '{Identity.ClusterId}' of '{Identity.ServiceId}' (ClusterOptions)"
            : silo is null && client is null ? "it names neither a silo nor a client"
            : null;
        if (reason is not null)
        {
            connection.TrySend(FrameKind.Refuse, reason, static (writer, text) => writer.WriteString(HelloField.Reason, text));
            throw new InvalidDataException($"A peer was refused: {reason}.");
        }

        connection.Silo = silo;
        connection.Client = client;
        if (client is not null) _clients[client] = connection;
        connection.TrySend(FrameKind.Welcome, Identity, WriteHello);
        if (client is not null) Receiver.ClientConnected(client);
    }

    private static string ReadReason(Reader reader)
    {
        while (reader.TryReadField(out var field))
        {
            if (field.Id == HelloField.Reason) return reader.ReadString(field) ?? "";
            reader.Skip(field);
        }

        return "no reason given";
    }

    private static void WriteHello(Writer writer, NodeIdentity identity)
    {
        writer.WriteInt32(HelloField.Protocol, Frame.ProtocolVersion);
        writer.WriteString(HelloField.ClusterId, identity.ClusterId);
        writer.WriteString(HelloField.ServiceId, identity.ServiceId);
        if (identity.Silo is { } silo) writer.WriteString(HelloField.Silo, silo.ToParsableString());
        if (identity.Client is { } client) writer.WriteString(HelloField.Client, client);
    }

    private void ReceiveAnnouncement(Connection connection, Reader reader)
    {
        var version = 0L;
        byte[] draining = [];
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case AnnounceField.Version: version = reader.ReadInt64(field); break;
                case AnnounceField.Draining: draining = reader.ReadBytes(field) ?? []; break;
                default: reader.Skip(field); break;
            }
        }

        if (connection.Silo is { } silo) Receiver.Announced(silo, new Announcement(version, new BitArray(draining)));
    }

    // The callee's own registrations run here; what they throw is not the peer's fault and must not end its connection.
    private void Trip(Connection connection, CancellationTokenSource call)
    {
        try
        {
            call.Cancel();
        }
        catch (AggregateException failure)
        {
            LogCancelFailed(_log, connection.PeerName, failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A registration on the token of a call from {Peer} failed when the call was cancelled.")]
    private static partial void LogCancelFailed(ILogger logger, string peer, Exception failure);

    [LoggerMessage(LogLevel.Information, "The connection to {Peer} ended: {Reason}")]
    private static partial void LogClosed(ILogger logger, string peer, string reason);
}
