using System.Diagnostics;
using System.Net.Sockets;

namespace OrleansAgents.Cluster;

/// <summary>A PostgreSQL of the cluster's own, on loopback. PostgreSQL refuses to run as root, so it runs as the user "postgres" then, which Debian's package makes.</summary>
internal static class Database
{
    private const string Account = "postgres";

    /// <summary>Makes the files of a server; slow the first time, a second or two.</summary>
    public static void Initialize(ClusterState state)
    {
        var folder = state.DatabaseFolder;
        if (Environment.IsPrivilegedProcess)
        {
            Run("chown", Account, folder);
        }

        Run([.. AsUser("initdb"), "-D", folder, "-U", Account, "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
    }

    /// <summary>What starts the server in the foreground.</summary>
    public static IEnumerable<string> Command(ClusterState state, Node node) =>
    [
        .. AsUser("postgres"), "-D", state.DatabaseFolder, "-h", "127.0.0.1", "-p", Launcher.Text(node.Port), "-k", "", "-c", "max_connections=200", "-c", "logging_collector=off",
    ];

    /// <summary>What silos and gateways connect with.</summary>
    public static string ConnectionString(Node node) => $"Host=127.0.0.1;Port={node.Port};Username={Account};Database={Account}";

    /// <summary>Whether somebody answers at the server's port.</summary>
    public static async Task<bool> IsReadyAsync(Node node, CancellationToken cancellationToken)
    {
        using TcpClient client = new();
        try
        {
            await client.ConnectAsync("127.0.0.1", node.Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static IEnumerable<string> AsUser(string program)
    {
        var path = Path.Combine(FindPrograms(), program);
        return Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={Account}", $"--regid={Account}", "--clear-groups", path] : [path];
    }

    /// <summary>Debian keeps the programs of each version apart and off the PATH.</summary>
    private static string FindPrograms()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (Directory.Exists("/usr/lib/postgresql"))
        {
            folders = [.. Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(static version => Path.Combine(version, "bin")), .. folders];
        }

        return folders.FirstOrDefault(static folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
            ?? throw new OperatorException("--store postgres needs PostgreSQL's programs 'initdb' and 'postgres' below /usr/lib/postgresql or on the PATH; 'apt-get install postgresql' installs them.");
    }

    private static void Run(params string[] command)
    {
        ProcessStartInfo start = new(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in command[1..])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new OperatorException($"'{string.Join(' ', command)}' ended with {process.ExitCode}: {output}{error.GetAwaiter().GetResult()}");
        }
    }
}
