using System.IO.Pipelines;
using System.Net;

namespace Orleans.Runtime.Transport;

/// <summary>Byte pipes between endpoints: TCP between processes, memory within one, a seeded model in the simulator.</summary>
internal interface ITransport
{
    /// <summary>Opens a pipe to an endpoint.</summary>
    /// <exception cref="IOException">Nobody listens there, or the way is broken. No byte of the caller's has been sent. A <see cref="EndpointRefusedException"/> if the endpoint's host answered that nobody listens.</exception>
    ValueTask<IDuplexPipe> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken);

    /// <summary>Accepts pipes at an endpoint until disposed. On return the endpoint is this process's own.</summary>
    /// <exception cref="IOException">The endpoint is in use.</exception>
    ValueTask<IAsyncDisposable> ListenAsync(IPEndPoint endpoint, Action<IDuplexPipe> accept, CancellationToken cancellationToken);
}

/// <summary>The host of an endpoint answered that nobody listens there. Unlike silence this proves something: see rule R11 of the membership protocol.</summary>
internal sealed class EndpointRefusedException(string message, Exception? inner = null) : IOException(message, inner);
