using System.Diagnostics;

namespace OrleansAgents.Cluster;

/// <summary>What is done to one node. Only a process that this program has started is ever signalled.</summary>
internal sealed class Nodes(string folder, ClusterState state, TextWriter output)
{
    /// <summary>Other programs may take a port between its choice and its use; so often, that something else is wrong.</summary>
    private const int PortAttemptsMax = 5;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120);

    /// <summary>A little more than a silo allows itself for what runs in it.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(40);

    public string LogOf(Node node) => Path.Combine(folder, $"{(node.Kind == NodeKind.Silo ? "silo-" : "")}{node.Name}.log");

    /// <summary>Starts nodes side by side and waits until each is ready. One whose ports were taken gets others, if it never had these before.</summary>
    /// <exception cref="OperatorException">One ended, or was not ready in time; the text has the last lines of its log.</exception>
    public async Task StartAsync(IReadOnlyCollection<Node> nodes, bool mayMove)
    {
        foreach (var node in nodes)
        {
            if (node.Process?.IsAlive == true)
            {
                throw new OperatorException($"Node {node.Name} is running already, as process {node.Process.Pid}.");
            }

            Launch(node);
        }

        await Task.WhenAll(nodes.Select(node => SettleAsync(node, mayMove)));
    }

    /// <summary>Asks a node to end in good order, and waits until it has.</summary>
    public async Task StopAsync(Node node)
    {
        var process = Running(node);
        node.Wish = NodeWish.Stopped;
        state.Save(folder);

        // A process that is paused does not hear.
        process.Signal("CONT");

        // The database waits for its clients at TERM; INT sends them away.
        process.Signal(node.Kind == NodeKind.Database ? "INT" : "TERM");
        if (!await process.WaitForEndAsync(StopPatience))
        {
            process.Signal("KILL");
            await process.WaitForEndAsync(StopPatience);
            throw new OperatorException($"Node {node.Name} had not ended {StopPatience.TotalSeconds:0} s after SIGTERM and was killed; {LogOf(node)} may say why.");
        }

        await output.WriteLineAsync($"{node.Name} stopped");
    }

    /// <summary>Ends a node without giving it a chance to do anything.</summary>
    public async Task KillAsync(Node node)
    {
        var process = Running(node);
        node.Wish = NodeWish.Killed;
        state.Save(folder);
        process.Signal("KILL");
        await process.WaitForEndAsync(StopPatience);
        await output.WriteLineAsync($"{node.Name} killed");
    }

    /// <summary>Makes a node stand still, as a machine does that is out of memory or whose network is cut.</summary>
    public async Task PauseAsync(Node node)
    {
        Running(node).Signal("STOP");
        node.Wish = NodeWish.Paused;
        state.Save(folder);
        await output.WriteLineAsync($"{node.Name} paused");
    }

    public async Task ResumeAsync(Node node)
    {
        Running(node).Signal("CONT");
        node.Wish = NodeWish.Running;
        state.Save(folder);
        await output.WriteLineAsync($"{node.Name} goes on");
    }

    public static void ChoosePorts(Node node)
    {
        var ports = Launcher.FreePorts(node.Kind == NodeKind.Silo ? 3 : 1);
        node.Port = ports[0];
        if (node.Kind == NodeKind.Silo)
        {
            (node.SiloPort, node.GatewayPort) = (ports[1], ports[2]);
        }
    }

    private static ProcessIdentity Running(Node node) => node.Process is { IsAlive: true } process
        ? process
        : throw new OperatorException($"Node {node.Name} is not running; './dev cluster start {node.Name}' starts it.");

    private void Launch(Node node)
    {
        node.Process = Launcher.Start(LogOf(node), folder, Environment(node), Command(node));
        node.Since = DateTimeOffset.UtcNow;
        node.Wish = NodeWish.Running;
        state.Save(folder);
    }

    private async Task SettleAsync(Node node, bool mayMove)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await IsReadyInTimeAsync(node))
            {
                await output.WriteLineAsync($"{node.Name} ready at {(node.Kind == NodeKind.Database ? "" : "http://")}127.0.0.1:{node.Port}, process {node.Process!.Pid}");
                return;
            }

            var log = Launcher.Tail(LogOf(node), 5);
            if (node.Process!.IsAlive)
            {
                throw new OperatorException($"Node {node.Name} was not ready within {StartPatience.TotalSeconds:0} s; the end of {LogOf(node)}:\n{log}");
            }

            var isPortTaken = log.Contains("cannot be listened at", StringComparison.Ordinal) || log.Contains("address already in use", StringComparison.OrdinalIgnoreCase);
            if (!mayMove || !isPortTaken || attempt == PortAttemptsMax)
            {
                throw new OperatorException($"Node {node.Name} ended; the end of {LogOf(node)}:\n{log}");
            }

            ChoosePorts(node);
            Launch(node);
        }
    }

    private static async Task<bool> IsReadyInTimeAsync(Node node)
    {
        var watch = Stopwatch.StartNew();
        using NodeHealth health = new();
        while (node.Process!.IsAlive && watch.Elapsed < StartPatience)
        {
            if (await health.IsReadyAsync(node))
            {
                return true;
            }

            await Task.Delay(100);
        }

        return false;
    }

    private IEnumerable<string> Command(Node node) => node.Kind switch
    {
        NodeKind.Database => Database.Command(state.DatabaseFolder, node.Port),
        NodeKind.Silo =>
        [
            "dotnet", state.SiloProgram, "--contentRoot", Path.GetDirectoryName(state.SiloProgram)!, $"--Urls=http://127.0.0.1:{node.Port}", $"--Silo:Name=silo-{node.Name}",
            $"--Silo:Port={node.SiloPort}", $"--Silo:GatewayPort={node.GatewayPort}", $"--Data:Folder={Path.Combine(folder, "data")}", $"--Cluster:Store={state.Store}",
            .. state.LeaseSeconds is { } seconds ? [$"--Cluster:LeaseSeconds={seconds}"] : Array.Empty<string>(),
        ],
        _ =>
        [
            "dotnet", state.GatewayProgram, "--contentRoot", Path.GetDirectoryName(state.GatewayProgram)!, $"--Urls=http://127.0.0.1:{node.Port}",
            $"--Data:Folder={Path.Combine(folder, "data")}", $"--Cluster:Store={state.Store}",
        ],
    };

    /// <summary>Everybody on the machine can read a command line; secrets go another way.</summary>
    private Dictionary<string, string> Environment(Node node) => node.Kind == NodeKind.Database
        ? []
        : new() { ["Cluster__Secret"] = state.Secret, ["Cluster__ConnectionString"] = state.ConnectionString };
}
