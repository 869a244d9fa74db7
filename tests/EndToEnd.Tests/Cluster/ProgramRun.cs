using System.Diagnostics;
using OrleansAgents.Cluster;

namespace OrleansAgents.EndToEnd.Tests.Cluster;

/// <summary>A program that is expected to end by itself.</summary>
internal static class ProgramRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Runs a program with settings until it has ended.</summary>
    /// <returns>Its exit code, and all that it printed.</returns>
    public static async Task<(int Code, string Text)> RunAsync(string program, params string[] settings)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory };
        foreach (var argument in new[] { program, "--Urls=http://127.0.0.1:0" }.Concat(settings))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource patience = new(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"The program had not ended after {Patience.TotalSeconds:0} s: {await output}{await error}");
        }

        return (process.ExitCode, await output + await error);
    }

    /// <summary>Settings with ports that are free.</summary>
    public static string[] Ports()
    {
        var ports = Launcher.FreePorts(2);
        return [$"--Silo:Port={ports[0]}", $"--Silo:GatewayPort={ports[1]}"];
    }
}
