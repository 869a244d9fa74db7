using System.Diagnostics;
using System.Globalization;
using Orleans.Runtime;
using Orleans.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

/// <summary>A process that uses a SQLite file and is killed: what it does, and how a test starts it.</summary>
internal static class WriterProcess
{
    private const int Writers = 32;

    /// <summary>Counts up in many records and reports each count once it is durable, as "record count etag", until it is killed.</summary>
    public static async Task<int> WriteAsync(string dataFile)
    {
        using SqliteFixture fixture = new(dataFile);
        var storage = await fixture.OpenAsync();
        var output = TextWriter.Synchronized(Console.Out);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var grain = GrainId.Create("counter", $"{writer}");
            GrainState<StoredDocument> state = new(new StoredDocument { Count = 0 });
            while (true)
            {
                state.State!.Count++;
                await storage.WriteStateAsync("count", grain, state);
                await output.WriteLineAsync($"{writer} {state.State.Count} {state.ETag}");
                await output.FlushAsync();
            }
        }));
        return 0;
    }

    /// <summary>Opens the file, says so, and waits to be killed.</summary>
    public static async Task<int> HoldAsync(string dataFile)
    {
        using SqliteFixture fixture = new(dataFile);
        await fixture.OpenAsync();
        Console.WriteLine("open");
        await Task.Delay(Timeout.InfiniteTimeSpan);
        return 0;
    }

    public static Process Start(string command, string dataFile)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(WriterProcess).Assembly.Location);
        start.ArgumentList.Add(command);
        start.ArgumentList.Add(dataFile);
        return Process.Start(start)!;
    }

    /// <summary>Kills the process without giving it a chance to do anything, and waits for its end.</summary>
    public static async Task KillAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public static (int Writer, int Count, long ETag) Parse(string line)
    {
        var parts = line.Split(' ');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}
