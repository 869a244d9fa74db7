using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>The client of a test cluster, in a host of its own.</summary>
internal sealed class ClusterClient(ClusterLog log) : IAsyncDisposable
{
    private IHost? _host;

    /// <exception cref="InvalidOperationException">The client is not started, or has been stopped.</exception>
    public IClusterClient Client => Volatile.Read(ref _host)?.Services.GetRequiredService<IClusterClient>()
        ?? throw new InvalidOperationException("The test cluster has no client: it was not deployed with InitializeClientOnDeploy, or its client was stopped. Call InitializeClientAsync.");

    public ClientRuntime? Runtime => Volatile.Read(ref _host)?.Services.GetRequiredService<ClientRuntime>();

    public async Task Start(Func<IHost> make, CancellationToken cancellationToken)
    {
        await Stop(gracefully: true, cancellationToken);
        var host = await Task.Run(
            async () =>
            {
                var made = make();
                try
                {
                    await made.StartAsync(cancellationToken);
                }
                catch
                {
                    await Release(made);
                    throw;
                }

                return made;
            },
            CancellationToken.None);
        Volatile.Write(ref _host, host);
        log.Write("Started the client.");
    }

    public async Task Stop(bool gracefully, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _host, null) is not { } host) return;
        log.Write($"{(gracefully ? "Stopping" : "Killing")} the client.");
        await Task.Run(
            async () =>
            {
                try
                {
                    if (gracefully) await host.StopAsync(cancellationToken);
                }
                finally
                {
                    await Release(host);
                }
            },
            CancellationToken.None);
    }

    public async ValueTask DisposeAsync() => await Stop(gracefully: true, CancellationToken.None);

    private static async Task Release(IHost host)
    {
        if (host is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
        else host.Dispose();
    }
}
