using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Transport;

namespace Orleans.TestingHost;

/// <summary>A silo that runs in this process, in a host of its own.</summary>
public class InProcessSiloHandle : SiloHandle
{
    private int _ended;
    private int _disposed;

    public IHost SiloHost { get; init; } = null!;

    public IServiceProvider ServiceProvider => SiloHost.Services;

    public override bool IsActive => Volatile.Read(ref _ended) == 0;

    internal SiloRuntime Runtime => ServiceProvider.GetRequiredService<SiloRuntime>();

    /// <summary>Makes a silo from its configuration and starts it.</summary>
    public static Task<InProcessSiloHandle> CreateAsync(string siloName, IConfiguration configuration, Action<IHostBuilder>? postConfigureHostBuilder = null) =>
        CreateAsync(siloName, configuration, postConfigureHostBuilder, CancellationToken.None);

    /// <inheritdoc cref="CreateAsync(string, IConfiguration, Action{IHostBuilder}?)"/>
    public static Task<InProcessSiloHandle> CreateAsync(string siloName, IConfiguration configuration, Action<IHostBuilder>? postConfigureHostBuilder, CancellationToken cancellationToken) =>
        StartAsync(siloName, () => TestClusterHostFactory.CreateSiloHost(siloName, configuration, postConfigureHostBuilder), cancellationToken);

    /// <summary>Makes and starts a host on the thread pool, where no test framework's synchronization context follows it.</summary>
    internal static async Task<InProcessSiloHandle> StartAsync(string siloName, Func<IHost> make, CancellationToken cancellationToken)
    {
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
        var details = host.Services.GetRequiredService<ILocalSiloDetails>();
        return new InProcessSiloHandle { Name = siloName, SiloHost = host, SiloAddress = details.SiloAddress, GatewayAddress = details.GatewayAddress };
    }

    public override Task StopSiloAsync(bool stopGracefully) => stopGracefully ? StopSiloAsync(CancellationToken.None) : Kill();

    public override async Task StopSiloAsync(CancellationToken ct)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        await Task.Run(() => SiloHost.StopAsync(ct), CancellationToken.None);

        // A stop that ran out of time has left without a goodbye. Whatever still runs of it must end before the others may go on.
        await End();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            await StopSiloAsync(true);
        }
        finally
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0) await Task.Run(() => Release(SiloHost));
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();
    }

    private async Task Kill()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        await Task.Run(async () =>
        {
            await End();

            // What else the host runs is told to end as well, in no time; in a process that was killed it would be gone.
            try
            {
                await SiloHost.StopAsync(new CancellationToken(canceled: true));
            }
            catch (OperationCanceledException)
            {
                // The expected answer to a token that is cancelled from the start.
            }
        });
    }

    /// <summary>First the silo stops running, then its connections break, and only then do the others learn that it is gone: who is not in the view must run nothing.</summary>
    private async Task End()
    {
        var table = ServiceProvider.GetRequiredService<IClusterTable>();
        ServiceProvider.GetRequiredService<SiloHost>().Kill();
        if (ServiceProvider.GetRequiredService<ITransport>() is LoopbackTransport transport)
        {
            transport.Break(SiloAddress.Endpoint);
            transport.Break(GatewayAddress.Endpoint);
        }

        await ClusterNetwork.Bury(table, SiloAddress);
    }

    private static async Task Release(IHost host)
    {
        if (host is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
        else host.Dispose();
    }
}
