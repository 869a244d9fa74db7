using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Reminders;
using OrleansAgents.Simulation.Checks;
using OrleansAgents.Simulation.Engine;
using OrleansAgents.Simulation.Network;
using OrleansAgents.Simulation.Stores;

namespace OrleansAgents.Simulation.Cluster;

/// <summary>The silos and clients of one run, and who starts processes anew that have ended.</summary>
internal sealed class SimCluster
{
    /// <summary>Short beside a run, long beside what moves a shard.</summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    /// <summary>By how much the rate of a clock may be off: the bound that the cluster is told.</summary>
    private const double RateError = 0.01;

    // Of the processes so many are of a newer build.
    private const double NewerBuilds = 0.25;

    private readonly Dictionary<int, string> _hosts = [];
    private readonly SeededRandom _random;
    private readonly ILoggerProvider? _log;
    private int _generation = 100;

    public SimCluster(World world, Checks.Checks checks, ILoggerProvider? log)
    {
        (World, Checks, _log) = (world, checks, log);
        _random = new SeededRandom(Mixing.Mix(world.Seed, 3));
        IsOneHost = _random.Chance(0.5);
        TableOutage = Mixing.Mix(world.Seed, 9) % 4 == 0 ? TableOutagePolicy.Fence : TableOutagePolicy.KeepServing;
        Network = new Network.Network(world, checks.Count);
        Table = new SimTable(world, checks.Count);
    }

    public World World { get; }

    public Checks.Checks Checks { get; }

    public Network.Network Network { get; }

    public SimTable Table { get; }

    public SimRecords Records { get; } = new();

    public ReminderIndex Reminders { get; } = new(firstETag: 0);

    /// <summary>Whether the silos' processes are on one machine.</summary>
    public bool IsOneHost { get; }

    public TableOutagePolicy TableOutage { get; }

    /// <summary>Every process that there was.</summary>
    public List<SimSilo> Silos { get; } = [];

    public List<SimClient> Clients { get; } = [];

    /// <summary>Endpoints that are to have a silo.</summary>
    public HashSet<int> Wanted { get; } = [];

    public IEnumerable<SimSilo> Alive => Silos.Where(static silo => silo.IsAlive);

    /// <summary>What silos and clients are made of here: the node's clock, ids and thread, and its way to the network and the table.</summary>
    public void Common(IServiceCollection services, Node node, ILoggerProvider? log)
    {
        services.AddSingleton<TimeProvider>(node.Time);
        services.AddSingleton<IdSource>(node.Ids);
        services.AddSingleton<TurnExecutor>(new NodeExecutor(node));
        services.AddSingleton(Network.For(node));
        services.AddSingleton(Table.For(node));
        services.Configure<ClusterOptions>(static options => (options.ClusterId, options.ServiceId) = ("sim", "sim"));
        services.Configure<ClusterLeaseOptions>(options => (options.FailFast, options.TableOutage) = (false, TableOutage));
        if (log is not null) services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new NodeLog(log, node.Name)));
    }

    /// <summary>A clock at either end of the bound, or between.</summary>
    public double Rate() => 1 + (RateError * (_random.Next(0, 3) switch { 0 => -1, 1 => 1, _ => (2 * _random.NextDouble()) - 1 }));

    public SimSilo StartSilo(int place, Build? build = null)
    {
        var silo = new SimSilo(this, place, _generation++, Rate(), build ?? (_random.Chance(NewerBuilds) ? Build.Newer : Build.Present), _log);
        if (silo.Node.Build == Build.Newer) Checks.Count(Situation.NewerBuild);
        if (silo.Reader is { } reader) Checks.Count(reader);
        if (Silos.Any(former => former.Place == place)) Checks.Count(Table.Snapshot.View.Members.Any(member => member.Address.Endpoint.Equals(silo.Runtime.Address.Endpoint)) ? Situation.RestartBeforeRemoval : Situation.RestartAfterRemoval);
        Silos.Add(silo);
        if (Alive.Any(static other => other.Node.Time.Rate <= 1 - (RateError * 0.999)) && Alive.Any(static other => other.Node.Time.Rate >= 1 + (RateError * 0.999))) Checks.Count(Situation.RatesApart);
        World.Note($"{silo.Node.Name} starts");
        silo.Start();
        return silo;
    }

    public SimClient StartClient(int number, Workload workload)
    {
        var client = new SimClient(this, number, Rate(), workload, _log);
        Clients.Add(client);
        client.Start();
        return client;
    }

    /// <summary>A silo has lost its place. Its process ends soon, and is started anew.</summary>
    public void Lost(SimSilo silo, string reason)
    {
        Checks.Count(reason.Contains("missing", StringComparison.Ordinal) ? "fenced: missing from a newer view" : "fenced: renewal refused");
        World.Note($"{silo.Node.Name} lost its place: {reason}");
        World.After(_random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(1)), () =>
        {
            silo.Die(refuses: true);
            Down(silo);
        });
    }

    /// <summary>The host id of what runs at a place.</summary>
    public string HostOf(int place) => IsOneHost ? "host" : _hosts.GetValueOrDefault(place, $"host{place}");

    /// <summary>A silo's address moves to another host, where its successor starts at once. The silo itself goes on, with the table and without anybody that could reach it.</summary>
    public void TakeOver(SimSilo silo)
    {
        Checks.Count(Situation.TakenOver);
        silo.IsMoved = true;
        _hosts[silo.Place] = $"host{silo.Place}/{_generation}";
        Network.TakeAddressOf(silo.Node, [.. Alive.Select(static other => other.Node.Name), .. Clients.Select(static client => client.Node.Name)]);
        StartSilo(silo.Place);
    }

    /// <summary>A process has ended; another takes its place after a while, if one is to be there.</summary>
    public void Down(SimSilo silo) => World.After(_random.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(3)), () => Restart(silo.Place));

    public void Restart(int place)
    {
        if (!Wanted.Contains(place) || Alive.Any(silo => silo.Place == place && !silo.IsMoved)) return;
        StartSilo(place);
    }

    private sealed class NodeLog(ILoggerProvider log, string node) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => log.CreateLogger($"{node} {categoryName}");

        public void Dispose()
        {
        }
    }
}
