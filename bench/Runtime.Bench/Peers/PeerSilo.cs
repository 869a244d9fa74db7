using System.Diagnostics;
using System.Globalization;
using OrleansAgents.Bench.Measuring;

namespace OrleansAgents.Bench.Peers;

/// <summary>A silo in a process of its own, so that calls to it go through sockets. It serves until its standard input ends.</summary>
internal sealed class PeerSilo : IAsyncDisposable
{
    public const string Argument = "serve";

    private const string Ready = "ready";

    private readonly Process _process;

    private PeerSilo(Process process, int gatewayPort)
    {
        _process = process;
        GatewayPort = gatewayPort;
    }

    public int GatewayPort { get; }

    /// <summary>User and system time of the process so far.</summary>
    public TimeSpan Cpu => _process.TotalProcessorTime;

    /// <param name="primaryPort">The silo port of the cluster that it joins; null for a cluster of its own.</param>
    public static async Task<PeerSilo> Start(int? primaryPort)
    {
        var (siloPort, gatewayPort) = BenchSilo.FreePorts();
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(PeerSilo).Assembly.Location, Argument, Text(siloPort), Text(gatewayPort), Text(primaryPort ?? siloPort)]) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == Ready) return new PeerSilo(process, gatewayPort);
        }

        throw new InvalidOperationException("The peer silo's process ended before it was ready; its standard error, above, says why.");
    }

    /// <summary>The peer's side.</summary>
    public static async Task Serve(int siloPort, int gatewayPort, int primaryPort)
    {
        var directory = Directory.CreateTempSubdirectory("orleansagents-bench-peer-");
        try
        {
            await using var silo = await BenchSilo.Start(directory.FullName, withServers: false, siloPort, gatewayPort, primaryPort);
            Console.WriteLine(Ready);
            while (await Console.In.ReadLineAsync() is not null)
            {
                // Nothing is said but the end.
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
