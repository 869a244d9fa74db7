using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace OrleansAgents.Simulation.Tests;

/// <summary>Runs the simulation as './dev sim' does: in processes of its own, since it needs a thread pool of one thread.</summary>
public sealed partial class SimulationTests(ITestOutputHelper output)
{
    private const int Processes = 2;

    private const int SeedsOfAProcess = 500;

    private static int Seeds => Environment.GetEnvironmentVariable("ORLEANSAGENTS_VERIFY") == "1" ? 2000 : 100;

    private static int SeedsTwice => Environment.GetEnvironmentVariable("ORLEANSAGENTS_VERIFY") == "1" ? 300 : 2;

    /// <summary>Two processes at a time, and none for more than five hundred seeds: silos that die in a run are never taken down, so what they hold stays until their process ends. In fewer a situation that must occur in one of twenty can be missing by chance.</summary>
    [Fact]
    public async Task Promises_UnderFaultsFromManySeeds_Hold()
    {
        var share = Math.Min(Seeds / Processes, SeedsOfAProcess);
        ConcurrentQueue<int> firsts = new(Enumerable.Range(0, Seeds / share).Select(number => (number * share) + 1));
        ConcurrentBag<(int ExitCode, string Text)> runs = [];
        await Task.WhenAll(Enumerable.Range(0, Processes).Select(async _ =>
        {
            while (firsts.TryDequeue(out var first)) runs.Add(await Simulate("--seeds", Range(first, first + share - 1)));
        }));
        foreach (var (_, text) in runs) output.WriteLine(text);
        Assert.Equal(Seeds / share, runs.Count);
        Assert.All(runs, static run => Assert.True(run.ExitCode == 0, run.Text));
    }

    [Fact]
    public async Task Runs_OfOneSeedInOneProcess_AreTheSame()
    {
        var (exitCode, text) = await Simulate("--twice", "--safety", "--seeds", Range(7, 6 + SeedsTwice));
        Assert.True(exitCode == 0, text);
    }

    /// <summary>Hashes of strings and objects differ from process to process, and one process has run other seeds before.</summary>
    [Fact]
    public async Task Runs_OfOneSeedInTwoProcesses_AreTheSame()
    {
        var runs = await Task.WhenAll(Simulate("--hashes", "--seeds", Range(3, 5)), Simulate("--hashes", "--seeds", Range(5, 5)));
        Assert.All(runs, static run => Assert.True(HashOfSeed5().IsMatch(run.Text), run.Text));
        Assert.Single(runs.Select(static run => HashOfSeed5().Match(run.Text).Value).Distinct());
    }

    [Fact]
    public async Task Simulation_OfWhatItDoesNotUnderstand_SaysSo()
    {
        var (exitCode, text) = await Simulate("--seed", "1");
        Assert.Equal(2, exitCode);
        Assert.Contains("--seed", text, StringComparison.Ordinal);
    }

    [GeneratedRegex("^seed 5 [0-9a-f]{16}", RegexOptions.Multiline)]
    private static partial Regex HashOfSeed5();

    private static string Range(int first, int last) => string.Create(CultureInfo.InvariantCulture, $"{first}..{last}");

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
