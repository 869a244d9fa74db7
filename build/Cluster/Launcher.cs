using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OrleansAgents.Cluster;

/// <summary>Starts processes that outlive the command that starts them, and finds ports for them.</summary>
internal static class Launcher
{
    /// <summary>Below the ports that systems give to outgoing connections, so that a port stays free while its node is stopped.</summary>
    private const int PortMin = 20_000;
    private const int PortMax = 30_000;

    /// <summary>Starts a program in a session of its own, so that neither Ctrl-C nor the end of the terminal reaches it; what it prints goes to the end of a file.</summary>
    public static ProcessIdentity Start(string log, string folder, IReadOnlyDictionary<string, string> environment, IEnumerable<string> command)
    {
        ProcessStartInfo start = new("setsid") { UseShellExecute = false, WorkingDirectory = folder };
        foreach (var argument in new[] { "sh", "-c", """exec "$@" >>"$0" 2>&1 </dev/null""", log }.Concat(command))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        return ProcessIdentity.Of(process.Id) ?? throw new OperatorException($"A process could not be started; {log} may say why.");
    }

    /// <summary>Ports of loopback on which nobody listens now, all different.</summary>
    public static int[] FreePorts(int count)
    {
        List<TcpListener> held = [];
        try
        {
            while (held.Count < count)
            {
                TcpListener listener = new(IPAddress.Loopback, Random.Shared.Next(PortMin, PortMax)) { ExclusiveAddressUse = true };
                try
                {
                    listener.Start();
                    held.Add(listener);
                }
                catch (SocketException)
                {
                    // Somebody has it; there are others.
                    listener.Dispose();
                }
            }

            return [.. held.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            held.ForEach(static listener => listener.Dispose());
        }
    }

    /// <summary>The last lines of a log.</summary>
    public static string Tail(string log, int lines)
        => File.Exists(log) ? string.Join(Environment.NewLine, File.ReadLines(log).TakeLast(lines)) : $"({log} is not there)";

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
