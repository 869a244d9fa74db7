using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace OrleansAgents.TestKit;

/// <summary>
/// A real PostgreSQL of the test process's own: on a free port of loopback, with its data in a temporary folder, ended with the process.
/// </summary>
/// <remarks>PostgreSQL refuses to run as root, so it runs as the user "postgres" then, which Debian's package makes. A test process that is killed closes
/// the pipe that the shell between reads, and that ends the server: Linux' own signal for it comes already when the thread ends that started the server.</remarks>
public sealed class PostgresServer : IDisposable, IAsyncDisposable
{
    private const string Account = "postgres";

    /// <summary>Runs the command after the first argument until that ends, or the standard input does; then the folder that the first argument names is removed.</summary>
    private const string EndWithInput =
        """
        folder=$1; shift; exec 3<&0
        "$@" 3<&- </dev/null & server=$!
        (cat <&3 >/dev/null; kill -INT $server; while kill -0 $server; do sleep 0.1; done; rm -rf -- "$folder") 2>/dev/null &
        wait $server
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly Lazy<Task<PostgresServer>> SharedServer = new(StartSharedAsync);

    private readonly DirectoryInfo _directory;
    private readonly string _programs;
    private readonly bool _isDurable;
    private readonly List<Process> _started = [];

    private PostgresServer(DirectoryInfo directory, string programs, bool isDurable) => (_directory, _programs, _isDurable) = (directory, programs, isDurable);

    /// <summary>The server that the tests of one process share. It keeps nothing when the power fails, so that tests need not wait for the disk.</summary>
    public static Task<PostgresServer> Shared => SharedServer.Value;

    public int Port { get; private set; }

    /// <summary>Starts a server.</summary>
    /// <param name="isDurable">False if what was committed may be lost with the power.</param>
    public static async Task<PostgresServer> StartAsync(bool isDurable)
    {
        var directory = Directory.CreateTempSubdirectory("postgres-");
        PostgresServer server = new(directory, FindPrograms(), isDurable);
        try
        {
            if (Environment.IsPrivilegedProcess)
            {
                await RunAsync("chown", Account, directory.FullName);
            }

            await server.RunAsUserAsync("initdb", "-D", directory.FullName, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync");
            await server.StartAsync();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private async Task StartAsync()
    {
        // Between finding a free port and listening on it another process may take it; then the next one is tried.
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort();
            var process = Process.Start(EndedWithThisProcess(AsUser("postgres",
                "-D", _directory.FullName, "-h", "127.0.0.1", "-p", $"{Port}", "-k", "", "-c", "max_connections=200", "-c", "shared_buffers=64MB",
                "-c", "logging_collector=off", "-c", $"fsync={(_isDurable ? "on" : "off")}", "-c", $"full_page_writes={(_isDurable ? "on" : "off")}", "-c", "log_min_messages=fatal")))!;
            _started.Add(process);
            if (await IsReadyAsync(process))
            {
                return;
            }

            if (attempt == 5)
            {
                throw new InvalidOperationException($"PostgreSQL did not start in {_directory.FullName} on port {Port} in five attempts; its messages are above.");
            }
        }
    }

    /// <summary>A connection string of one of its databases, with the settings of a test: an answer that does not come is given up after a minute.</summary>
    public string ConnectionString(string database, int? port = null)
        => new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = port ?? Port, Username = "postgres", Database = database, Timeout = 60, CommandTimeout = 60 }.ConnectionString;

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync(ConnectionString("postgres"), $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>Executes SQL beside the program under test, as an operator would.</summary>
    public static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Ends the server; its folder goes with it.</summary>
    public void Dispose()
    {
        foreach (var process in _started)
        {
            process.StandardInput.Close();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
            }

            process.Dispose();
        }

        if (_started.Count == 0)
        {
            _directory.Delete(recursive: true);
        }

        _started.Clear();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<PostgresServer> StartSharedAsync()
    {
        var server = await StartAsync(isDurable: false);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        return server;
    }

    private async Task<bool> IsReadyAsync(Process process)
    {
        while (!process.HasExited)
        {
            try
            {
                await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(ConnectionString("postgres")) { Pooling = false }.ConnectionString);
                await connection.OpenAsync();

                // Another process's server could answer on this port.
                await using NpgsqlCommand command = new("SHOW data_directory", connection);
                if (await command.ExecuteScalarAsync() as string == _directory.FullName) return true;
            }
            catch (NpgsqlException)
            {
                // Not yet.
            }

            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(50));
        }

        return false;
    }

    private async Task RunAsUserAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(AsUser(program, arguments))!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{program}' ended with {process.ExitCode}: {output}");
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with {process.ExitCode}.");
        }
    }

    private ProcessStartInfo AsUser(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        ProcessStartInfo start = new(Environment.IsPrivilegedProcess ? "setpriv" : path) { UseShellExecute = false, WorkingDirectory = _directory.FullName, RedirectStandardOutput = program == "initdb" };
        if (Environment.IsPrivilegedProcess)
        {
            foreach (var argument in new[] { $"--reuid={Account}", $"--regid={Account}", "--clear-groups", path })
            {
                start.ArgumentList.Add(argument);
            }
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static ProcessStartInfo EndedWithThisProcess(ProcessStartInfo command)
    {
        ProcessStartInfo start = new("sh") { UseShellExecute = false, WorkingDirectory = command.WorkingDirectory, RedirectStandardInput = true };
        foreach (var argument in new[] { "-c", EndWithInput, "sh", command.WorkingDirectory, command.FileName }.Concat(command.ArgumentList))
        {
            start.ArgumentList.Add(argument);
        }

        return start;
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
            ?? throw new InvalidOperationException("These tests need PostgreSQL's programs 'initdb' and 'postgres' below /usr/lib/postgresql or on the PATH; './dev test' installs them, or 'apt-get install postgresql' does.");
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
