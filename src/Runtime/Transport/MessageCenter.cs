using System.Collections;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Placement;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace Orleans.Runtime.Transport;

/// <summary>The connections of a silo or client, and the frames on them.</summary>
internal sealed partial class MessageCenter : IDisposable
{
    // Answering a goodbye takes no longer than a round trip; a peer that is hung must not keep this node from stopping.
    private static readonly TimeSpan FarewellLimit = TimeSpan.FromSeconds(5);

    private readonly ITransport _transport;
    private readonly ILogger _log;
    private readonly Handshake _handshake;
    private readonly ConcurrentDictionary<(Connection, long), CancellationTokenSource> _cancellable = new();
    private volatile bool _disposed;

    public MessageCenter(NodeIdentity identity, ITransport transport, CallRuntime runtime, GrainInterfaceCatalog interfaces, MessageLimits limits, byte[]? secret, ILogger log)
    {
        Identity = identity;
        Runtime = runtime;
        Interfaces = interfaces;
        Limits = limits;
        _transport = transport;
        _handshake = new Handshake(identity, secret, runtime.Catalog, runtime.Services.Ids, limits.OpenTimeout, runtime.Services.Time);
        _log = log;
    }

    public NodeIdentity Identity { get; }

    public CallRuntime Runtime { get; }

    public IMessageReceiver Receiver => (IMessageReceiver)Runtime;

    public GrainInterfaceCatalog Interfaces { get; }

    public MessageLimits Limits { get; }

    /// <summary>Who hears what silos say of one another; null on clients, and on silos that have no lease to lose.</summary>
    public IPeerReceiver? Peers { get; set; }

    /// <summary>Without which nothing leaves; null where there are no leases.</summary>
    public Leases.SiloLease? Lease { get; init; }

    /// <summary>Nothing is sent or received any more.</summary>
    public bool IsDisposed => _disposed;

    public FrameCounts Counts { get; } = new();

    public CodecCatalog Catalog => Runtime.Catalog;

    public TurnExecutor Executor => Runtime.Executor;

    /// <summary>Sends a call to a silo, dialling it first if need be. Ends the call if that fails.</summary>
    public void Send(SiloAddress silo, RequestBase request)
    {
        var connecting = Connect(silo);
        if (connecting.IsCompletedSuccessfully)
        {
            var connection = connecting.Result;
            if (!connection.Silence.IsSilent || !connection.Silence.TryKeep(request)) Send(connection, request);
        }
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
            }, isAnswered: !isOneWay);
            if (!sent) Receiver.Unsent(request, null, Lost(connection, request, mayHaveRun: false));
            else if (isOneWay) request.Complete();
        }
        catch (Exception failure)
        {
            request.Fail(failure);
        }
    }

    /// <summary>Takes leave of every peer. On return no request is under way to this node, and everything that it answered has been handed to the transport.</summary>
    /// <remarks>
    /// A node that just closed its connections would lose the requests that its peers had sent and it had not read: they may have run, so nobody can repeat them. So it says goodbye; each peer answers that no request will
    /// follow, and finds another way for those that it did not send; what came before is served or redirected; then the answers are flushed.
    /// </remarks>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        var connections = _all.Values.ToArray();
        foreach (var connection in connections) connection.TrySend(FrameKind.Goodbye, 0, static (_, _) => { });
        using var limit = new CancellationTokenSource(FarewellLimit, Runtime.Services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await Task.WhenAll(connections.Select(connection => connection.Farewell)).WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(connections.Select(connection => connection.WhenServed())).WaitAsync(cancellationToken);
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
        _all.TryRemove(connection.Number, out _);
        Counts.Remove(connection);
        FrameCounts.Process.Remove(connection);
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

    /// <summary>Handles one frame. What it throws closes the connection.</summary>
    public void Receive(Connection connection, FrameKind kind, Reader reader)
    {
        switch (kind)
        {
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
            case FrameKind.View:
                ReceiveView(connection, reader);
                break;
            case FrameKind.Refused:
                ReceiveRefused(connection, reader);
                break;
            case FrameKind.Ping:
                ReceivePing(connection, reader);
                break;
            case FrameKind.Pong:
                RequireSilo(connection, FrameKind.Pong);
                Peers?.Ponged(connection.Silo!);
                break;
            case FrameKind.AskTable:
                ReceiveTableQuestion(connection, reader);
                break;
            case FrameKind.TableAnswer:
                ReceiveTableReply(connection, reader);
                break;
            case FrameKind.AskView:
                ReceiveViewQuestion(connection, reader);
                break;
            case FrameKind.Hello or FrameKind.Challenge or FrameKind.Proof or FrameKind.Welcome or FrameKind.Refuse:
                throw new InvalidDataException($"{connection.PeerName} sent a {kind} frame after the handshake.");
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
        FrameFormat.WriteView(writer, AnnounceField.View, a.View);
        writer.WriteBytes(AnnounceField.Draining, ToBytes(a.Draining));
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
            var reason = new SiloUnavailableException($"Silo {silo} cannot be reached; {request.Describe()} was not sent and did not run. Call again when the cluster has noticed. {failure.Message}", failure);
            if (_disposed) request.Fail(reason);
            else Receiver.Unsent(request, silo, reason);
            return;
        }

        Send(connection, request);
    }

    private void ReceiveAnnouncement(Connection connection, Reader reader)
    {
        RequireSilo(connection, FrameKind.Announce);
        ClusterView? view = null;
        byte[] draining = [];
        while (reader.TryReadField(out var field))
        {
            switch (field.Id)
            {
                case AnnounceField.View: view = FrameFormat.ReadView(reader, field); break;
                case AnnounceField.Draining: draining = reader.ReadBytes(field) ?? []; break;
                default: reader.Skip(field); break;
            }
        }

        Receiver.Announced(connection.Silo!, new Announcement(view ?? throw new InvalidDataException($"{connection.PeerName} announced no view."), new BitArray(draining)));
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
