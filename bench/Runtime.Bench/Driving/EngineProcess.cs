using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace OrleansAgents.Bench.Driving;

/// <summary>The driver's side of a measuring process.</summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _engine;

    private EngineProcess(Process process, string engine)
    {
        _process = process;
        _engine = engine;
    }

    public static EngineProcess Start(string engine, string program, int activations, bool withServers)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(program);
        start.ArgumentList.Add(MeasuringProcess.Argument);
        start.ArgumentList.Add(activations.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(withServers.ToString());
        return new EngineProcess(Process.Start(start)!, engine);
    }

    public async Task<WindowResult> Window(WindowRequest request)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request));
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"The measuring process of engine '{_engine}' ended during workload '{request.Workload}'; its standard error, above, says why.");
        return JsonSerializer.Deserialize<WindowResult>(line)!;
    }

    /// <summary>The end of standard input asks the process to stop its silo; one that does not is ended, as its figures are already here.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
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
}
