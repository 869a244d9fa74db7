using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace OrleansAgents.Simulation.Tests;

/// <summary>Runs the simulation as './dev sim' does: in processes of its own, since it needs a thread pool of one thread.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Processes = 2;

    private static int Seeds => Environment.GetEnvironmentVariable("ORLEANSAGENTS_VERIFY") == "1" ? 2000 : 12;

    [Fact]
    public async Task Safety_UnderFaultsFromManySeeds_Holds()
    {
        var share = Seeds / Processes;
        var runs = await Task.WhenAll(Enumerable.Range(0, Processes).Select(number => Simulate("--safety", "--seeds", string.Create(CultureInfo.InvariantCulture, $"{(number * share) + 1}..{(number + 1) * share}"))));
        foreach (var (_, text) in runs) output.WriteLine(text);
        Assert.All(runs, static run => Assert.True(run.ExitCode == 0, run.Text));
    }

    [Fact]
    public async Task Simulation_OfWhatItDoesNotUnderstand_SaysSo()
    {
        var (exitCode, text) = await Simulate("--seed", "1");
        Assert.Equal(2, exitCode);
        Assert.Contains("--seed", text, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Text)> Simulate(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "OrleansAgents.Simulation.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var (text, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await text + await errors);
    }
}
