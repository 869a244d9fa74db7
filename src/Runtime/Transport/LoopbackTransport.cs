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
    private readonly ConcurrentDictionary<LoopbackPipe, IPEndPoint> _pipes = new();

    public ValueTask<IDuplexPipe> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        if (!_listeners.TryGetValue(endpoint, out var accept)) return ValueTask.FromException<IDuplexPipe>(new IOException($"Nothing listens at {endpoint}."));
        var options = new PipeOptions(pauseWriterThreshold: UnreadBytesMax, resumeWriterThreshold: UnreadBytesMax / 2, useSynchronizationContext: false);
        var (there, back) = (new Pipe(options), new Pipe(options));
        var (near, far) = (new LoopbackPipe(back.Reader, there.Writer), new LoopbackPipe(there.Reader, back.Writer));
        _pipes[near] = endpoint;
        _pipes[far] = endpoint;
        accept(far);
        return ValueTask.FromResult<IDuplexPipe>(near);
    }

    public IDisposable Listen(IPEndPoint endpoint, Action<IDuplexPipe> accept)
    {
        if (!_listeners.TryAdd(endpoint, accept)) throw new IOException($"The endpoint {endpoint} is in use; choose another port.");
        return new Listener(this, endpoint);
    }

    /// <summary>Breaks every pipe to an endpoint, as the death of its process does.</summary>
    public void Break(IPEndPoint endpoint)
    {
        _listeners.TryRemove(endpoint, out _);
        foreach (var (pipe, at) in _pipes)
        {
            if (!at.Equals(endpoint) || !_pipes.TryRemove(pipe, out _)) continue;
            pipe.Break(new IOException($"The connection to {endpoint} was reset."));
        }
    }

    private sealed class Listener(LoopbackTransport transport, IPEndPoint endpoint) : IDisposable
    {
        public void Dispose() => transport._listeners.TryRemove(endpoint, out _);
    }

    private sealed class LoopbackPipe(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;

        public void Break(Exception reason)
        {
            output.Complete(reason);
            input.CancelPendingRead();
        }
    }
}
