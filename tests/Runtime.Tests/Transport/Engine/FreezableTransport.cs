using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Orleans.Runtime.Transport;

namespace OrleansAgents.Runtime.Tests.Transport;

/// <summary>Connections to endpoints that can be frozen: what is written there waits, as in the sockets of a stopped process, and nothing comes back until they thaw.</summary>
internal sealed class FreezableTransport : ITransport, IDisposable
{
    private readonly SocketTransport _sockets = new(null, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
    private readonly List<IPEndPoint> _frozen = [];
    private TaskCompletionSource _thawed = new();
    private IPEndPoint? _refused;
    private long _taken;

    /// <summary>Bytes that a frozen endpoint's connections have taken.</summary>
    public long TakenWhileFrozen => Volatile.Read(ref _taken);

    public void Freeze(IPEndPoint endpoint)
    {
        lock (_frozen)
        {
            if (_frozen.Count == 0) _thawed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _frozen.Add(endpoint);
        }
    }

    /// <summary>Nobody can connect to an endpoint any more.</summary>
    public void Refuse(IPEndPoint endpoint) => Volatile.Write(ref _refused, endpoint);

    public void Thaw()
    {
        lock (_frozen)
        {
            _frozen.Clear();
            _thawed.TrySetResult();
        }
    }

    public async ValueTask<IDuplexPipe> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Equals(Volatile.Read(ref _refused))) throw new IOException($"{endpoint} cannot be reached.");
        var pipe = await _sockets.ConnectAsync(endpoint, cancellationToken);
        var (there, back) = (new Pipe(), new Pipe());
        _ = Copy(endpoint, there.Reader, pipe.Output, counts: true);
        _ = Copy(endpoint, pipe.Input, back.Writer, counts: false);
        return new Ends(back.Reader, there.Writer);
    }

    public ValueTask<IAsyncDisposable> ListenAsync(IPEndPoint endpoint, Action<IDuplexPipe> accept, CancellationToken cancellationToken) => _sockets.ListenAsync(endpoint, accept, cancellationToken);

    public void Dispose() => _sockets.Dispose();

    private async Task Copy(IPEndPoint endpoint, PipeReader from, PipeWriter to, bool counts)
    {
        while (true)
        {
            var read = await from.ReadAsync();
            if (Frozen(endpoint) is { } thawed)
            {
                if (counts) Interlocked.Add(ref _taken, read.Buffer.Length);
                await thawed;
            }

            foreach (var part in read.Buffer) to.Write(part.Span);
            from.AdvanceTo(read.Buffer.End);
            if ((await to.FlushAsync()).IsCompleted || read.IsCompleted || read.IsCanceled) break;
        }

        await from.CompleteAsync();
        await to.CompleteAsync();
    }

    private Task? Frozen(IPEndPoint endpoint)
    {
        lock (_frozen) return _frozen.Contains(endpoint) ? _thawed.Task : null;
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
