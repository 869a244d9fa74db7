using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using OrleansAgents.Bench.Grains;

namespace OrleansAgents.Bench;

/// <summary>
/// One silo in this process, hosted as an application hosts it. Ports are free ones, because two engines run side by side
/// while their windows alternate.
/// </summary>
internal sealed class BenchSilo : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly IAsyncDisposable? _server;

    private BenchSilo(IHost host, int siloPort, IAsyncDisposable? server)
    {
        _host = host;
        _server = server;
        SiloPort = siloPort;
    }

    public int SiloPort { get; }

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <param name="directory">Where a storage provider that needs files may put them.</param>
    /// <param name="withServers">True if the workloads need database servers.</param>
    public static Task<BenchSilo> Start(string directory, bool withServers)
    {
        var (siloPort, gatewayPort) = FreePorts();
        return Start(directory, withServers, siloPort, gatewayPort, siloPort);
    }

    /// <param name="directory">As above.</param>
    /// <param name="withServers">As above.</param>
    /// <param name="siloPort">For silos.</param>
    /// <param name="gatewayPort">For clients.</param>
    /// <param name="primaryPort">The silo port of the primary, which may be this silo.</param>
    public static async Task<BenchSilo> Start(string directory, bool withServers, int siloPort, int gatewayPort, int primaryPort)
    {
        IAsyncDisposable? server = null;
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Error);

        // Standard output belongs to the answers.
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        ISiloBuilder? configured = null;
        builder.UseOrleans(silo =>
        {
            configured = silo;
            silo.UseLocalhostClustering(siloPort, gatewayPort, new IPEndPoint(IPAddress.Loopback, primaryPort));
            silo.AddMemoryGrainStorage(StorageNames.Memory);
            EngineExtras.AddSqlite(silo, Path.Combine(directory, "bench.db"));
        });
        if (withServers)
        {
            server = await EngineExtras.AddPostgres(configured!);
        }

        var host = builder.Build();
        await host.StartAsync();
        return new BenchSilo(host, siloPort, server);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    public static (int Silo, int Gateway) FreePorts()
    {
        using var silo = new TcpListener(IPAddress.Loopback, 0);
        using var gateway = new TcpListener(IPAddress.Loopback, 0);
        silo.Start();
        gateway.Start();
        return (((IPEndPoint)silo.LocalEndpoint).Port, ((IPEndPoint)gateway.LocalEndpoint).Port);
    }
}
