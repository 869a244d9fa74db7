using System.Diagnostics;
using System.Security.Cryptography;
using OrleansAgents.Cluster;
using OrleansAgents.Drill.Silos;
using OrleansAgents.Drill.Stores;
using OrleansAgents.Drill.Turns;

namespace OrleansAgents.Drill.Running;

/// <summary>The silos of a drill, each a process that this one has started; nothing else is ever signalled.</summary>
internal sealed class DrillCluster(DrillOptions options, string folder, IDrillStore store) : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(40);

    /// <summary>Enough to have what was thrown, above the trace of where.</summary>
    private const int LogLines = 25;

    private readonly List<SiloNode> _silos = [];
    private int _lastRun;

    public IReadOnlyList<SiloNode> Silos => _silos;

    public IDrillStore Store => store;

    /// <summary>What every process of the cluster knows.</summary>
    public string Secret { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Starts the store, and silos side by side.</summary>
    /// <param name="silos">How many.</param>
    /// <param name="networks">Where each silo runs, as a name and an address; null for all on loopback.</param>
    /// <param name="cancellationToken">Leaves what has been started to be disposed of.</param>
    public async Task StartAsync(int silos, IReadOnlyList<(string Name, string Address)>? networks, CancellationToken cancellationToken)
    {
        await store.StartAsync(cancellationToken);
        await AddAsync(silos, cancellationToken, networks);
    }

    /// <summary>Starts more silos side by side, and waits until all are members.</summary>
    public async Task AddAsync(int silos, CancellationToken cancellationToken, IReadOnlyList<(string Name, string Address)>? networks = null)
    {
        var ports = Launcher.FreePorts(2 * silos);
        List<SiloNode> added = [];
        for (var index = 0; index < silos; index++)
        {
            var network = networks?[index];
            added.Add(new SiloNode(_silos.Count + 1, network?.Address ?? "127.0.0.1", ports[2 * index], ports[(2 * index) + 1]) { Namespace = network?.Name });
            _silos.Add(added[^1]);
            Launch(added[^1]);
        }

        foreach (var silo in added)
        {
            await WaitUntilReadyAsync(silo, cancellationToken);
        }
    }

    /// <summary>Starts a silo's process anew and waits until it is a member.</summary>
    public async Task StartAsync(SiloNode silo, CancellationToken cancellationToken)
    {
        Launch(silo);
        await WaitUntilReadyAsync(silo, cancellationToken);
    }

    /// <summary>Waits until a silo's process has ended.</summary>
    /// <exception cref="OperatorException">It has not in time.</exception>
    public async Task WaitForEndAsync(SiloNode silo)
    {
        if (!await silo.Process!.WaitForEndAsync(EndPatience))
        {
            throw new OperatorException($"Silo {silo.Number} had not ended after {EndPatience.TotalSeconds:0} s; the end of {LogOf(silo)}:\n{Launcher.Tail(LogOf(silo), LogLines)}");
        }
    }

    /// <summary>What all silos wrote since the last time. Only while no call is under way.</summary>
    public IReadOnlyCollection<SiloTurns> ReadTurns()
    {
        List<SiloTurns> read = [];
        foreach (var silo in _silos)
        {
            read.AddRange(silo.Runs.Select(static run => run.Read()));
            foreach (var ended in silo.Runs.Where(run => run.Run != silo.Run || !silo.IsAlive).ToArray())
            {
                ended.Dispose();
                silo.Runs.Remove(ended);
            }
        }

        return read;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
        {
            silo.Process?.Signal("KILL");
        }

        foreach (var silo in _silos.Where(static silo => silo.Process is not null))
        {
            await silo.Process!.WaitForEndAsync(EndPatience);
            silo.Runs.ForEach(static run => run.Dispose());
        }

        await store.DisposeAsync();
    }

    private string LogOf(SiloNode silo) => Path.Combine(folder, $"silo-{silo.Number}-{silo.Run}.log");

    private void Launch(SiloNode silo)
    {
        silo.Run = ++_lastRun;
        var turns = Path.Combine(folder, $"turns-{silo.Run}");
        SiloSettings settings = new(
            silo.Run, $"silo-{silo.Number}", silo.Address, silo.SiloPort, silo.GatewayPort, store.Kind, store.Data, options.LeaseSeconds, options.HasTimers, turns, Environment.ProcessId);
        IEnumerable<string> command = ["dotnet", typeof(SiloProcess).Assembly.Location, SiloProcess.Argument, .. settings.ToArguments()];
        if (silo.Namespace is { } network)
        {
            command = ["ip", "netns", "exec", network, .. command];
        }

        silo.Process = Launcher.Start(LogOf(silo), folder, new Dictionary<string, string> { [SiloSettings.SecretVariable] = Secret }, command);
        silo.Runs.Add(new LoggedRun(silo.Run, turns));
    }

    private async Task WaitUntilReadyAsync(SiloNode silo, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (!IsReady(silo))
        {
            if (!silo.IsAlive || watch.Elapsed > StartPatience)
            {
                throw new OperatorException($"Silo {silo.Number} {(silo.IsAlive ? $"was not ready after {StartPatience.TotalSeconds:0} s" : "ended")}; the end of {LogOf(silo)}:\n{Launcher.Tail(LogOf(silo), LogLines)}");
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    private bool IsReady(SiloNode silo) => File.Exists(LogOf(silo)) && File.ReadLines(LogOf(silo)).Contains(SiloProcess.Ready);
}
