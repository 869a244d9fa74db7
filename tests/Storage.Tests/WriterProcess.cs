using System.Diagnostics;
using System.Globalization;
using Orleans.Runtime;
using Orleans.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

/// <summary>A process that uses a SQLite file and is killed: what it does, and how a test starts it.</summary>
internal static class WriterProcess
{
    public const int Writers = 32;

    /// <summary>The stream to which all processes append.</summary>
    public const string SharedStream = "shared";

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

    /// <summary>Appends to many streams, three events at a time, and reports each append once it is durable, as "stream sequence .", until it is killed.</summary>
    public static async Task<int> AppendAsync(string dataFile)
    {
        using SqliteFixture fixture = new(dataFile);
        using var events = await new EventFileFixture(fixture).OpenAsync();
        var output = TextWriter.Synchronized(Console.Out);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var last = 0L; ;)
            {
                var stored = await events.Log.AppendAsync(new EventAppend
                {
                    Stream = $"{writer}",
                    ExpectedSequence = last,
                    Events = [.. ExpectedKinds(last + 3).Skip((int)last).Select(static kind => new NewEvent(kind, "{}"u8.ToArray(), kind))],
                    Birth = last == 0 ? new StreamBirth("owner", "") : null,
                });
                last = stored[^1].Sequence;
                await output.WriteLineAsync($"{writer} {last} .");
                await output.FlushAsync();
            }
        }));
        return 0;
    }

    /// <summary>The kinds of a stream's events up to a number.</summary>
    public static IEnumerable<string> ExpectedKinds(long last) => Enumerable.Range(1, (int)last).Select(static number => $"kind {number}");

    /// <summary>Opens the file, says so, and waits to be killed.</summary>
    public static async Task<int> HoldAsync(string dataFile, string? sharedBy = null)
    {
        using SqliteFixture fixture = new(dataFile) { SharedBy = sharedBy };
        await fixture.OpenAsync();
        Console.WriteLine("open");
        await Task.Delay(Timeout.InfiniteTimeSpan);
        return 0;
    }

    /// <summary>
    /// Uses the file together with other processes until it is killed: appends to one stream, whose number each of them may have raised, and
    /// writes records of its own. Reports each once it is durable, as "stream sequence ." and "process count etag".
    /// </summary>
    public static async Task<int> WriteSharedAsync(string dataFile, string cluster)
    {
        using SqliteFixture fixture = new(dataFile) { SharedBy = cluster };
        var storage = await fixture.OpenAsync();
        var output = TextWriter.Synchronized(Console.Out);
        var grain = GrainId.Create("counter", $"{Environment.ProcessId}");
        GrainState<StoredDocument> state = new(new StoredDocument { Count = 0 });
        for (var last = 0L; ;)
        {
            state.State!.Count++;
            await storage.WriteStateAsync("count", grain, state);
            await output.WriteLineAsync($"{Environment.ProcessId} {state.State.Count} {state.ETag}");
            EventAppendWrite append = new(new EventAppend
            {
                Stream = SharedStream,
                ExpectedSequence = last,
                Events = [new NewEvent($"{Environment.ProcessId}", "{}"u8.ToArray())],
                Birth = last == 0 ? new StreamBirth("owner", "") : null,
            });
            try
            {
                await storage.OpenFile.WriteAsync(append);
                last = append.Stored[^1].Sequence;
                await output.WriteLineAsync($"{SharedStream} {last} .");
            }
            catch (EventSequenceException refusal)
            {
                last = refusal.Actual!.Value;
            }

            await output.FlushAsync();
        }
    }

    public static Process Start(string command, string dataFile, string? cluster = null)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(WriterProcess).Assembly.Location);
        start.ArgumentList.Add(command);
        start.ArgumentList.Add(dataFile);
        if (cluster is not null) start.ArgumentList.Add(cluster);
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
