using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Connections.Security;

namespace Orleans.Runtime.Transport;

/// <summary>TCP, by the connection layer of Kestrel: its sockets, its pipes, its pooled memory; and TLS on top where it is configured.</summary>
internal sealed partial class SocketTransport(TlsChannel? tls, ILoggerFactory loggers) : ITransport, IDisposable
{
    // Work on received bytes is short and never waits, so it runs where the socket completed instead of being queued once more. A buffer is lent to each
    // connection for good: waiting for data first would cost another system call a read.
    private static readonly SocketTransportOptions ListenOptions = new() { NoDelay = true, Backlog = 512, UnsafePreferInlineScheduling = true, WaitForDataBeforeAllocatingBuffer = false };

    private readonly ILogger _log = loggers.CreateLogger("Orleans.Runtime.Transport");
    private readonly SocketConnectionContextFactory _connections = new(
        new SocketConnectionFactoryOptions { UnsafePreferInlineScheduling = true, WaitForDataBeforeAllocatingBuffer = false },
        loggers.CreateLogger("Orleans.Runtime.Transport.Socket"));

    public async ValueTask<IDuplexPipe> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            var text = $"{endpoint} cannot be reached: {failure.Message}";
            throw failure.SocketErrorCode == SocketError.ConnectionRefused ? new EndpointRefusedException(text, failure) : new IOException(text, failure);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var connection = _connections.Create(socket);
        return tls is null ? new SocketPipe(connection) : await tls.AsClient(new SocketPipe(connection), endpoint, cancellationToken);
    }

    public async ValueTask<IAsyncDisposable> ListenAsync(IPEndPoint endpoint, Action<IDuplexPipe> accept, CancellationToken cancellationToken)
    {
        var factory = new SocketTransportFactory(Options.Create(ListenOptions), loggers);
        try
        {
            var listener = await factory.BindAsync(endpoint, cancellationToken);
            return new Listener(this, listener, accept);
        }
        catch (Exception failure) when (failure is AddressInUseException or SocketException)
        {
            throw new IOException($"{endpoint} cannot be listened at: {failure.Message} Another process may use the port: end it, or configure another one (EndpointOptions).", failure);
        }
    }

    public void Dispose() => _connections.Dispose();

    private async Task Secure(ConnectionContext connection, Action<IDuplexPipe> accept)
    {
        var pipe = new SocketPipe(connection);
        if (tls is null)
        {
            accept(pipe);
            return;
        }

        try
        {
            accept(await tls.AsServer(pipe, connection.RemoteEndPoint));
        }
        catch (Exception failure)
        {
            LogInsecure(_log, connection.RemoteEndPoint, failure.Message);
            await pipe.DisposeAsync();
        }
    }

    [LoggerMessage(LogLevel.Warning, "A connection from {Peer} was refused by TLS: {Reason}")]
    private static partial void LogInsecure(ILogger logger, EndPoint? peer, string reason);

    [LoggerMessage(LogLevel.Error, "Connections are no longer accepted at {Endpoint}.")]
    private static partial void LogListenerFailed(ILogger logger, EndPoint endpoint, Exception failure);

    private sealed class Listener : IAsyncDisposable
    {
        private readonly SocketTransport _transport;
        private readonly IConnectionListener _listener;
        private readonly Task _accepting;

        public Listener(SocketTransport transport, IConnectionListener listener, Action<IDuplexPipe> accept)
        {
            (_transport, _listener) = (transport, listener);
            _accepting = Accept(accept);
        }

        public async ValueTask DisposeAsync()
        {
            await _listener.UnbindAsync();
            await _accepting;
            await _listener.DisposeAsync();
        }

        private async Task Accept(Action<IDuplexPipe> accept)
        {
            try
            {
                while (await _listener.AcceptAsync() is { } connection) _ = _transport.Secure(connection, accept);
            }
            catch (Exception failure)
            {
                LogListenerFailed(_transport._log, _listener.EndPoint, failure);
            }
        }
    }

    private sealed class SocketPipe(ConnectionContext connection) : IDuplexPipe, IAsyncDisposable
    {
        public PipeReader Input => connection.Transport.Input;

        public PipeWriter Output => connection.Transport.Output;

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
