using System.Globalization;
using System.Security.Cryptography;

namespace OrleansAgents.Cluster;

/// <summary>The commands of './dev cluster'.</summary>
internal static class Commands
{
    private const int NodesMax = 32;

    /// <summary>Runs one command.</summary>
    /// <returns>The exit code: 0 done, 1 a node that should run does not, or could not be started; 2 wrong arguments.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        try
        {
            var options = Options.Parse(arguments);
            var folder = Path.GetFullPath(options.Folder);
            if (options.Command == "up")
            {
                await UpAsync(options, folder, output);
                return 0;
            }

            var state = ClusterState.Load(folder) ?? throw new OperatorException($"There is no cluster in {folder}; './dev cluster up' starts one.");
            Nodes nodes = new(folder, state, output);
            switch (options.Command)
            {
                case "status":
                    return await StatusAsync(state, options.Json, output);
                case "down":
                    await DownAsync(nodes, state, folder, output);
                    return 0;
                case "kill":
                    await nodes.KillAsync(state.Find(options.Node));
                    return 0;
                case "stop":
                    await nodes.StopAsync(state.Find(options.Node));
                    return 0;
                case "start":
                    await nodes.StartAsync([state.Find(options.Node)], mayMove: false);
                    return 0;
                case "pause":
                    await nodes.PauseAsync(state.Find(options.Node));
                    return 0;
                default:
                    await nodes.ResumeAsync(state.Find(options.Node));
                    return 0;
            }
        }
        catch (ArgumentException problem)
        {
            await error.WriteLineAsync($"{problem.Message} './dev help cluster' explains.");
            return 2;
        }
        catch (OperatorException problem)
        {
            await error.WriteLineAsync(problem.Message);
            return 1;
        }
    }

    private static async Task UpAsync(Options options, string folder, TextWriter output)
    {
        if (ClusterState.Load(folder) is { } former && former.Nodes.Any(static node => node.Process?.IsAlive == true))
        {
            throw new OperatorException($"The cluster in {folder} is running; './dev cluster status' shows it, './dev cluster down' ends it.");
        }

        Directory.CreateDirectory(folder);
        ClusterState state = new(options.Store, Path.GetFullPath(options.SiloProgram), Path.GetFullPath(options.GatewayProgram), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))
        {
            LeaseSeconds = options.LeaseSeconds,
        };
        Nodes nodes = new(folder, state, output);
        if (options.Store == "postgres")
        {
            await StartDatabaseAsync(state, nodes);
        }

        // Side by side, as the machines of a cluster start; gateways wait for the first silo by themselves.
        Node[] added =
        [
            .. Enumerable.Range(1, options.Silos).Select(static number => new Node(Launcher.Text(number), NodeKind.Silo)),
            .. Enumerable.Range(1, options.Gateways).Select(static number => new Node($"g{number}", NodeKind.Gateway)),
        ];
        foreach (var node in added)
        {
            Nodes.ChoosePorts(node);
            state.Nodes.Add(node);
        }

        await nodes.StartAsync(added, mayMove: true);
        await output.WriteLineAsync($"{options.Silos} silos and {options.Gateways} gateways on {options.Store}; logs and data are in {folder}");
    }

    private static async Task StartDatabaseAsync(ClusterState state, Nodes nodes)
    {
        Node database = new("db", NodeKind.Database);
        state.DatabaseFolder = Directory.CreateTempSubdirectory("cluster-postgres-").FullName;
        Database.Initialize(state.DatabaseFolder);
        Nodes.ChoosePorts(database);
        state.Nodes.Add(database);
        await nodes.StartAsync([database], mayMove: true);
        state.ConnectionString = Database.ConnectionString(database.Port);
    }

    private static async Task<int> StatusAsync(ClusterState state, bool isJson, TextWriter output)
    {
        var report = await StatusReport.ReadAsync(state);
        if (isJson)
        {
            await output.WriteLineAsync(report.ToJson());
        }
        else
        {
            report.Write(output);
        }

        return report.IsAsWished ? 0 : 1;
    }

    /// <summary>Gateways first, so that nobody asks silos that leave; the database last. The data goes too, the logs stay.</summary>
    private static async Task DownAsync(Nodes nodes, ClusterState state, string folder, TextWriter output)
    {
        List<string> problems = [];
        foreach (var kind in new[] { NodeKind.Gateway, NodeKind.Silo, NodeKind.Database })
        {
            foreach (var node in state.Nodes.Where(node => node.Kind == kind && node.Process?.IsAlive == true))
            {
                try
                {
                    await nodes.StopAsync(node);
                }
                catch (OperatorException problem)
                {
                    problems.Add(problem.Message);
                }
            }
        }

        Remove(Path.Combine(folder, "data"));
        Remove(state.DatabaseFolder);
        ClusterState.Remove(folder);
        if (problems.Count > 0)
        {
            throw new OperatorException(string.Join('\n', problems));
        }

        await output.WriteLineAsync($"down; the logs are in {folder}");
    }

    private static void Remove(string folder)
    {
        if (folder.Length > 0 && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What a command was given.</summary>
    private sealed record Options
    {
        private static readonly string[] OfOneNode = ["kill", "stop", "start", "pause", "resume"];

        public required string Command { get; init; }

        public string Node { get; private set; } = "";

        public int Silos { get; private set; } = 3;

        public int Gateways { get; private set; } = 2;

        public string Store { get; private set; } = "sqlite";

        public int? LeaseSeconds { get; private set; }

        public bool Json { get; private set; }

        public string Folder { get; private set; } = "artifacts/cluster";

        public string SiloProgram { get; private set; } = "";

        public string GatewayProgram { get; private set; } = "";

        /// <exception cref="ArgumentException">They make no command.</exception>
        public static Options Parse(string[] arguments)
        {
            if (arguments.Length == 0 || !(OfOneNode.Contains(arguments[0]) || arguments[0] is "up" or "status" or "down"))
            {
                throw new ArgumentException($"'{(arguments.Length == 0 ? "" : arguments[0])}' is no command; the commands are up, status, down, {string.Join(", ", OfOneNode)}.");
            }

            Options options = new() { Command = arguments[0] };
            var rest = new Queue<string>(arguments[1..]);
            while (rest.TryDequeue(out var argument))
            {
                options.Take(argument, rest);
            }

            if (OfOneNode.Contains(options.Command) != options.Node.Length > 0)
            {
                throw new ArgumentException(options.Node.Length > 0 ? $"{options.Command} takes no node." : $"{options.Command} needs a node, such as 1 or g1.");
            }

            return options;
        }

        private void Take(string argument, Queue<string> rest)
        {
            switch (argument)
            {
                case "--json": Json = true; break;
                case "--silos": Silos = Number(argument, rest); break;
                case "--gateways": Gateways = Number(argument, rest); break;
                case "--lease": LeaseSeconds = Number(argument, rest); break;
                case "--folder": Folder = Value(argument, rest); break;
                case "--silo-program": SiloProgram = Value(argument, rest); break;
                case "--gateway-program": GatewayProgram = Value(argument, rest); break;
                case "--store":
                    Store = Value(argument, rest);
                    if (Store is not ("sqlite" or "postgres"))
                    {
                        throw new ArgumentException($"--store is '{Store}'; it can be sqlite or postgres.");
                    }

                    break;
                default:
                    if (argument.StartsWith('-') || Node.Length > 0)
                    {
                        throw new ArgumentException($"'{argument}' is not known here.");
                    }

                    Node = argument;
                    break;
            }
        }

        private static string Value(string option, Queue<string> rest) => rest.TryDequeue(out var value) ? value : throw new ArgumentException($"{option} needs a value.");

        private static int Number(string option, Queue<string> rest)
        {
            var text = Value(option, rest);
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= NodesMax
                ? number
                : throw new ArgumentException($"{option} is '{text}'; give a number from 1 to {NodesMax}.");
        }
    }
}
