using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace OrleansAgents.TestKit;

/// <summary>
/// Stands between a client and a server on loopback, and does to their connections what networks do: cuts them, refuses new ones,
/// keeps the server's answers back, or loses them.
/// </summary>
/// <remarks>A test that has lost an answer knows what the server did and the client does not: the server has acted, the client waits.</remarks>
public sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Link, byte> _links = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _loss;
    private volatile TaskCompletionSource _passage = Opened();
    private volatile bool _refuses;
    private int _accepted;

    public FaultyProxy(int serverPort)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(serverPort);
    }

    public int Port { get; }

    /// <summary>Connections that were accepted since the start.</summary>
    public int Accepted => _accepted;

    /// <summary>Ends every connection, both ways at once.</summary>
    public void Cut()
    {
        foreach (var link in _links.Keys) link.Cut();
    }

    /// <summary>Ends every connection and, until it is told otherwise, each new one as soon as it is there.</summary>
    public void Refuse(bool refuses)
    {
        _refuses = refuses;
        if (refuses) Cut();
    }

    /// <summary>Loses all that the server sends from now on, until <see cref="DeliverAnswers"/>.</summary>
    /// <returns>Ends when something was lost: when the server has answered.</returns>
    public Task LoseAnswers()
    {
        TaskCompletionSource loss = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _loss = loss;
        return loss.Task;
    }

    /// <summary>Ends <see cref="LoseAnswers"/>. A connection that has lost something must be cut first: what follows makes no sense to the client.</summary>
    public void DeliverAnswers() => _loss = null;

    /// <summary>Keeps back what the server sends until <see cref="Release"/>.</summary>
    public void Hold() => _passage = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _passage.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        Release();
        Cut();
        await _accepting;
        _ending.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        TaskCompletionSource source = new();
        source.SetResult();
        return source;
    }

    private async Task AcceptAsync(int serverPort)
    {
        while (!_ending.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_ending.Token);
            }
            catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            Interlocked.Increment(ref _accepted);
            if (_refuses)
            {
                client.Close(0);
                continue;
            }

            _ = ServeAsync(client, serverPort);
        }
    }

    private async Task ServeAsync(Socket client, int serverPort)
    {
        Socket server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        Link link = new(client, server);
        _links.TryAdd(link, 0);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, serverPort);
            await Task.WhenAny(PumpAsync(client, server, isAnswer: false), PumpAsync(server, client, isAnswer: true));
        }
        catch (SocketException)
        {
            // The server is not there; the client finds out by its connection's end.
        }
        finally
        {
            _links.TryRemove(link, out _);
            link.Cut();
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                if (isAnswer)
                {
                    await _passage.Task;
                    if (_loss is { } loss)
                    {
                        loss.TrySetResult();
                        continue;
                    }
                }

                for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // Cut, by a test or by one of the two.
        }
    }

    private sealed class Link(Socket client, Socket server)
    {
        /// <summary>Resets rather than closes: whoever waits is told at once.</summary>
        public void Cut()
        {
            client.Close(0);
            server.Close(0);
        }
    }
}
