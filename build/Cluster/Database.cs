using System.Diagnostics;
using System.Net.Sockets;

namespace OrleansAgents.Cluster;

/// <summary>A PostgreSQL of a cluster's own. PostgreSQL refuses to run as root, so it runs as the user "postgres" then, which Debian's package makes.</summary>
internal static class Database
{
    private const string Account = "postgres";
    private const string Loopback = "127.0.0.1";

    /// <summary>Makes the files of a server in an empty folder; slow the first time, a second or two.</summary>
    /// <param name="folder">Outside of folders that only their owner may enter: the server may run under another account.</param>
    /// <param name="network">From where connections are taken beside loopback, as an address and a mask; null for nowhere.</param>
    public static void Initialize(string folder, string? network = null)
    {
        if (Environment.IsPrivilegedProcess)
        {
            Run("chown", Account, folder);
        }

        Run([.. AsUser("initdb"), "-D", folder, "-U", Account, "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        if (network is not null)
        {
            File.AppendAllText(Path.Combine(folder, "pg_hba.conf"), $"host all all {network} trust\n");
        }
    }

    /// <summary>What starts the server in the foreground.</summary>
    public static IEnumerable<string> Command(string folder, int port, string address = Loopback) =>
    [
        .. AsUser("postgres"), "-D", folder, "-h", address, "-p", Launcher.Text(port), "-k", "", "-c", "max_connections=200", "-c", "logging_collector=off",
    ];

    /// <summary>What silos and gateways connect with.</summary>
    public static string ConnectionString(int port, string address = Loopback) => $"Host={address};Port={port};Username={Account};Database={Account}";

    /// <summary>Whether somebody answers at the server's port.</summary>
    public static async Task<bool> IsReadyAsync(int port, CancellationToken cancellationToken)
    {
        using TcpClient client = new();
        try
        {
            await client.ConnectAsync(Loopback, port, cancellationToken);
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
            ?? throw new OperatorException("A PostgreSQL of one's own needs PostgreSQL's programs 'initdb' and 'postgres' below /usr/lib/postgresql or on the PATH; 'apt-get install postgresql' installs them.");
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
