using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using OrleansAgents.Bench.Grains;
using OrleansAgents.Bench.Workloads;

namespace OrleansAgents.Bench.Peers;

/// <summary>Calls between processes, over TCP on the loopback address. CPU is that of all processes; bytes are those of the calling process.</summary>
internal static class PeerWorkloads
{
    private const int ClientWorkers = 400;
    private const int SiloWorkers = 100;
    private const int GrainsPerWorker = 20;
    private const int CallsPerRelay = 200;

    /// <summary>A client in this process, a silo in another.</summary>
    public static async Task<Workload> Client(string name, bool isSerial)
    {
        var peer = await PeerSilo.Start(primaryPort: null);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client.UseLocalhostClustering(peer.GatewayPort));
        var host = builder.Build();
        await host.StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var workers = isSerial ? 1 : ClientWorkers;
        IPingGrain[][] pinged = [.. Enumerable.Range(0, workers).Select(worker => Enumerable.Range(0, GrainsPerWorker).Select(number => grains.GetGrain<IPingGrain>(Key(name, worker, number))).ToArray())];
        return new LoopWorkload(name, "call", workers, (worker, call) => pinged[worker][call % GrainsPerWorker].Ping(), others: () => peer.Cpu)
        {
            End = async () =>
            {
                await host.StopAsync();
                host.Dispose();
                await peer.DisposeAsync();
            },
        };
    }

    /// <summary>Grains of the silo in this process that each call grains of the silo in another, one call at a time.</summary>
    public static async Task<Workload> SiloToSilo(string name, BenchSilo silo)
    {
        var peer = await PeerSilo.Start(silo.SiloPort);
        var here = await silo.Grains.GetGrain<IRelayGrain>("where").Where();

        // Where a grain lives is the engine's to say: grains are made until there are enough on either side.
        List<IRelayGrain> relays = [];
        List<string> targets = [];
        for (var number = 0; relays.Count < SiloWorkers || targets.Count < SiloWorkers * GrainsPerWorker; number++)
        {
            if (number > 100 * SiloWorkers * GrainsPerWorker) throw new InvalidOperationException("The two silos do not share their grains: one of them gets none.");
            var (relay, target) = (silo.Grains.GetGrain<IRelayGrain>(Key(name, number, 0)), Key(name, number, 1));
            if (relays.Count < SiloWorkers && await relay.Where() == here) relays.Add(relay);
            if (targets.Count < SiloWorkers * GrainsPerWorker && await silo.Grains.GetGrain<IPingGrain>(target).Where() != here) targets.Add(target);
        }

        string[][] shares = [.. targets.Chunk(GrainsPerWorker)];
        return new LoopWorkload(name, "call", SiloWorkers, (worker, _) => relays[worker].Relay(shares[worker], CallsPerRelay), CallsPerRelay, () => peer.Cpu) { End = () => peer.DisposeAsync().AsTask() };
    }

    private static string Key(string name, int worker, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}{worker:D3}/{number:D2}");
}
