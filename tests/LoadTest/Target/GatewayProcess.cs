using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OrleansAgents.LoadTest;

/// <summary>A gateway that is started for the run, on free loopback ports and with a data folder that is removed afterwards.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);

    private GatewayProcess(string program, DirectoryInfo folder, Uri address, int siloPort, int siloGatewayPort)
    {
        _folder = folder;
        Address = address;
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder.FullName };
        foreach (var argument in new[] { program, $"--Urls={address}", $"--Data:Folder={folder.FullName}", $"--Silo:Port={siloPort}", $"--Silo:GatewayPort={siloGatewayPort}" })
        {
            start.ArgumentList.Add(argument);
        }

        // As a server runs: one heap a core. The environment of whoever runs this must not choose the port.
        start.Environment["DOTNET_gcServer"] = "1";
        start.Environment.Remove("ASPNETCORE_URLS");
        _process = Process.Start(start)!;
        var output = TextWriter.Synchronized(_output);
        _process.OutputDataReceived += (_, line) => output.WriteLine(line.Data);
        _process.ErrorDataReceived += (_, line) => output.WriteLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    /// <summary>The key that it has made for itself.</summary>
    public string KeyFile => Path.Combine(_folder.FullName, "keys", "token-signing.pem");

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="LoadUsageException">It did not become ready; the text has what it said.</exception>
    public static async Task<GatewayProcess> StartAsync(string program)
    {
        var ports = FreePorts(3);
        GatewayProcess gateway = new(program, Directory.CreateTempSubdirectory("load-"), new Uri($"http://127.0.0.1:{ports[0]}"), ports[1], ports[2]);
        try
        {
            await gateway.WaitUntilReadyAsync();
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // What it holds is thrown away, so nothing is gained by a slow end.
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task WaitUntilReadyAsync()
    {
        using HttpClient http = new() { BaseAddress = Address };
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < StartWithin)
        {
            if (_process.HasExited)
            {
                throw new LoadUsageException($"The gateway ended with {_process.ExitCode} before it was ready; it said:\n{_output}");
            }

            try
            {
                if ((await http.GetAsync("/health/ready")).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(100);
        }

        throw new LoadUsageException($"The gateway was not ready within {StartWithin.TotalSeconds} seconds; it said:\n{_output}");
    }

    /// <summary>Ports that nobody listens on, asked for together so that they differ.</summary>
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(static listener => listener.Start());
        var ports = listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(static listener => listener.Dispose());
        return ports;
    }
}
