using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;

namespace Orleans.Runtime.Transport;

/// <summary>Pipes within one process. Every message still passes through the real codecs and frames, so that what works here works on the wire.</summary>
internal sealed class LoopbackTransport : ITransport
{
    // As much unread data as a socket's buffers hold; past it the writer waits, as it would on a network.
    private const int UnreadBytesMax = 1 << 20;

    private readonly ConcurrentDictionary<IPEndPoint, Action<IDuplexPipe>> _listeners = new();
    private readonly ConcurrentDictionary<IPEndPoint, List<WeakReference<LoopbackPipe>>> _pipes = new();

    public ValueTask<IDuplexPipe> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        if (!_listeners.TryGetValue(endpoint, out var accept)) return ValueTask.FromException<IDuplexPipe>(new EndpointRefusedException($"Nothing listens at {endpoint}."));
        var options = new PipeOptions(pauseWriterThreshold: UnreadBytesMax, resumeWriterThreshold: UnreadBytesMax / 2, useSynchronizationContext: false);
        var (there, back) = (new Pipe(options), new Pipe(options));
        var (near, far) = (new LoopbackPipe(back.Reader, there.Writer), new LoopbackPipe(there.Reader, back.Writer));
        var pipes = _pipes.GetOrAdd(endpoint, static _ => []);
        lock (pipes)
        {
            // Looked through only when the list would grow, so that connecting often stays cheap.
            if (pipes.Count == pipes.Capacity) pipes.RemoveAll(static pipe => !pipe.TryGetTarget(out _));
            pipes.Add(new WeakReference<LoopbackPipe>(near));
            pipes.Add(new WeakReference<LoopbackPipe>(far));
        }

        accept(far);
        return ValueTask.FromResult<IDuplexPipe>(near);
    }

    public ValueTask<IAsyncDisposable> ListenAsync(IPEndPoint endpoint, Action<IDuplexPipe> accept, CancellationToken cancellationToken) => _listeners.TryAdd(endpoint, accept)
        ? ValueTask.FromResult<IAsyncDisposable>(new Listener(this, new(endpoint, accept)))
        : ValueTask.FromException<IAsyncDisposable>(new IOException($"The endpoint {endpoint} is in use; choose another port."));

    /// <summary>Breaks every pipe to an endpoint, as the death of its process does: both ends stop reading and writing.</summary>
    public void Break(IPEndPoint endpoint)
    {
        _listeners.TryRemove(endpoint, out _);
        if (!_pipes.TryRemove(endpoint, out var pipes)) return;
        lock (pipes)
        {
            foreach (var pipe in pipes)
            {
                if (pipe.TryGetTarget(out var target)) target.Break();
            }
        }
    }

    private sealed class Listener(LoopbackTransport transport, KeyValuePair<IPEndPoint, Action<IDuplexPipe>> registration) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            transport._listeners.TryRemove(registration);
            return default;
        }
    }

    private sealed class LoopbackPipe(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;

        /// <summary>Only wakes the owner, which ends the connection: reader and writer belong to its threads.</summary>
        public void Break()
        {
            input.CancelPendingRead();
            output.CancelPendingFlush();
        }
    }
}
