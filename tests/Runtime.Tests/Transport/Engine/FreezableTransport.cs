using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Orleans.Runtime.Transport;

namespace OrleansAgents.Runtime.Tests.Transport;

/// <summary>Connections of which those to one endpoint can be frozen: what is written there waits, as in the sockets of a stopped process, and nothing comes back until they thaw.</summary>
internal sealed class FreezableTransport : ITransport, IDisposable
{
    private readonly SocketTransport _sockets = new(null, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
    private readonly TaskCompletionSource _thawed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IPEndPoint? _frozen;
    private IPEndPoint? _refused;
    private long _taken;

    /// <summary>Bytes that the frozen endpoint's connections have taken.</summary>
    public long TakenWhileFrozen => Volatile.Read(ref _taken);

    public void Freeze(IPEndPoint endpoint) => Volatile.Write(ref _frozen, endpoint);

    /// <summary>Nobody can connect to an endpoint any more.</summary>
    public void Refuse(IPEndPoint endpoint) => Volatile.Write(ref _refused, endpoint);

    /// <summary>For good.</summary>
    public void Thaw() => _thawed.TrySetResult();

    public async ValueTask<IDuplexPipe> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Equals(Volatile.Read(ref _refused))) throw new IOException($"{endpoint} cannot be reached.");
        var pipe = await _sockets.ConnectAsync(endpoint, cancellationToken);
        var (there, back) = (new Pipe(), new Pipe());
        _ = Relay.Run(there.Reader, pipe.Output, bytes => Pass(endpoint, bytes));
        _ = Relay.Run(pipe.Input, back.Writer, _ => Pass(endpoint, default));
        return new Ends(back.Reader, there.Writer);
    }

    public ValueTask<IAsyncDisposable> ListenAsync(IPEndPoint endpoint, Action<IDuplexPipe> accept, CancellationToken cancellationToken) => _sockets.ListenAsync(endpoint, accept, cancellationToken);

    public void Dispose() => _sockets.Dispose();

    private Task Pass(IPEndPoint endpoint, ReadOnlySequence<byte> taken)
    {
        if (_thawed.Task.IsCompleted || !endpoint.Equals(Volatile.Read(ref _frozen))) return Task.CompletedTask;
        Interlocked.Add(ref _taken, taken.Length);
        return _thawed.Task;
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
