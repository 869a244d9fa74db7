using System.Globalization;
using OrleansAgents.Bench.Grains;
using OrleansAgents.Bench.Peers;

namespace OrleansAgents.Bench.Workloads;

/// <summary>Which workloads a benchmark consists of, and how each is made.</summary>
internal static class Catalog
{
    public const string Calls = "calls";
    public const string Activations = "activations";
    public const string Storage = "storage";
    public const string Build = "build";

    private const int Workers = 100;
    private const int GrainsPerWorker = 20;

    /// <summary>Long enough that starting the loop inside the grain does not show.</summary>
    private const int CallsPerRelay = 1_000;

    public static IReadOnlyList<string> Benchmarks { get; } = [Calls, Activations, Storage, Build];

    /// <summary>Names of the workloads of a benchmark that run inside a silo, in the order of their windows.</summary>
    public static IReadOnlyList<string> WorkloadsOf(string benchmark) => benchmark switch
    {
        Calls => ["hosted", "serial", "task", "argument", "local", "client", "client_serial", "silo_to_silo"],
        Activations => ["activations"],
        Storage => ["memory", "sqlite", "postgres", "postgres_serial"],
        _ => [],
    };

    /// <summary>Whether a workload has other processes, which must not be there while others are measured.</summary>
    public static bool HasPeers(string workload) => workload is "client" or "client_serial" or "silo_to_silo";

    /// <summary>Null when this engine does not have what the workload measures.</summary>
    public static async Task<Workload?> Create(string name, BenchSilo silo, int activations)
    {
        var grains = silo.Grains;
        switch (name)
        {
            case "hosted":
                var pinged = Pings(grains, "hosted");
                return new LoopWorkload(name, "call", Workers, (worker, call) => pinged[worker][call % GrainsPerWorker].Ping());
            case "serial":
                var one = grains.GetGrain<IPingGrain>("serial");
                return new LoopWorkload(name, "call", 1, (_, _) => one.Ping());
            case "task":
                var tasked = Pings(grains, "task");
                return new LoopWorkload(name, "call", Workers, (worker, call) => new ValueTask(tasked[worker][call % GrainsPerWorker].PingTask()));
            case "argument":
                var argument = new PingArgument(42, "a small argument");
                var argued = Pings(grains, "argument");
                return new LoopWorkload(name, "call", Workers, (worker, call) => argued[worker][call % GrainsPerWorker].PingArgument(argument));
            case "local":
                var relays = Each(grains, "relay", 1, (factory, key) => factory.GetGrain<IRelayGrain>(key));
                var targets = Each(grains, "target", GrainsPerWorker, (_, key) => key);
                return new LoopWorkload(name, "call", Workers, (worker, _) => relays[worker][0].Relay(targets[worker], CallsPerRelay), CallsPerRelay);
            case "client":
                return await PeerWorkloads.Client(name, isSerial: false);
            case "client_serial":
                return await PeerWorkloads.Client(name, isSerial: true);
            case "silo_to_silo":
                return await PeerWorkloads.SiloToSilo(name, silo);
            case "activations":
                return new ActivationWorkload(grains, activations);
            case "memory":
                var inMemory = Each(grains, "memory", GrainsPerWorker, (factory, key) => factory.GetGrain<IMemoryStateGrain>(key));
                return new LoopWorkload(name, "write", Workers, (worker, call) => new ValueTask(inMemory[worker][call % GrainsPerWorker].Write(call)));
            case "sqlite" when EngineExtras.HasSqlite:
                var onDisk = Each(grains, "sqlite", GrainsPerWorker, (factory, key) => factory.GetGrain<ISqliteStateGrain>(key));
                return new LoopWorkload(name, "write", Workers, (worker, call) => new ValueTask(onDisk[worker][call % GrainsPerWorker].Write(call)));
            case "postgres" when EngineExtras.HasPostgres:
                var onServer = Each(grains, "postgres", GrainsPerWorker, (factory, key) => factory.GetGrain<IPostgresStateGrain>(key));
                return new LoopWorkload(name, "write", Workers, (worker, call) => new ValueTask(onServer[worker][call % GrainsPerWorker].Write(call)));
            case "postgres_serial" when EngineExtras.HasPostgres:
                var alone = grains.GetGrain<IPostgresStateGrain>("serial");
                return new LoopWorkload(name, "write", 1, (_, call) => new ValueTask(alone.Write(call)));
            default:
                return null;
        }
    }

    private static IPingGrain[][] Pings(IGrainFactory grains, string name) =>
        Each(grains, name, GrainsPerWorker, (factory, key) => factory.GetGrain<IPingGrain>(key));

    /// <summary>Every worker has grains of its own, so that nothing but the runtime makes workers wait for each other.</summary>
    private static T[][] Each<T>(IGrainFactory grains, string name, int perWorker, Func<IGrainFactory, string, T> make) =>
        [.. Enumerable.Range(0, Workers).Select(worker => Enumerable.Range(0, perWorker)
            .Select(number => make(grains, string.Create(CultureInfo.InvariantCulture, $"{name}{worker:D3}/{number:D2}"))).ToArray())];
}
