using System.IO.Pipelines;
using System.Net;

namespace Orleans.Runtime.Transport;

/// <summary>Byte pipes between endpoints: TCP between processes, memory within one, a seeded model in the simulator.</summary>
internal interface ITransport
{
    /// <summary>Opens a pipe to an endpoint.</summary>
    /// <exception cref="IOException">Nobody listens there, or the way is broken. Nothing has been sent.</exception>
    ValueTask<IDuplexPipe> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken);

    /// <summary>Accepts pipes at an endpoint until disposed.</summary>
    IDisposable Listen(IPEndPoint endpoint, Action<IDuplexPipe> accept);
}
