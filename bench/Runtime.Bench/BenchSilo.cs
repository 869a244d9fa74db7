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

    private BenchSilo(IHost host, int siloPort)
    {
        _host = host;
        SiloPort = siloPort;
    }

    public int SiloPort { get; }

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <param name="directory">Where a storage provider that needs files may put them.</param>
    /// <param name="database">Where workloads that need a database server keep their state; null for none.</param>
    public static Task<BenchSilo> Start(string directory, BenchDatabase? database)
    {
        var (siloPort, gatewayPort) = FreePorts();
        return Start(directory, siloPort, gatewayPort, siloPort, database);
    }

    /// <param name="directory">As above.</param>
    /// <param name="siloPort">For silos.</param>
    /// <param name="gatewayPort">For clients.</param>
    /// <param name="primaryPort">The silo port of the primary, which may be this silo.</param>
    /// <param name="database">As above.</param>
    public static async Task<BenchSilo> Start(string directory, int siloPort, int gatewayPort, int primaryPort, BenchDatabase? database = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Error);

        // Standard output belongs to the answers.
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort, gatewayPort, new IPEndPoint(IPAddress.Loopback, primaryPort));
            silo.AddMemoryGrainStorage(StorageNames.Memory);
            EngineExtras.AddSqlite(silo, Path.Combine(directory, "bench.db"));
            if (database is not null)
            {
                EngineExtras.AddPostgres(silo, database.ConnectionString);
            }
        });
        var host = builder.Build();
        await host.StartAsync();
        return new BenchSilo(host, siloPort);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
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
