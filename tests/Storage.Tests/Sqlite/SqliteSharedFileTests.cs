using System.Diagnostics;
using System.Globalization;
using Orleans.Runtime;
using Orleans.Storage;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

/// <summary>Several processes of one cluster on one file, each with its own writer.</summary>
public sealed class SqliteSharedFileTests : IDisposable
{
    private const string Cluster = "cluster 'c' of 'f'";
    private readonly SqliteFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Write_ByThreeProcessesAtOnce_GivesEachNumberOnceAndLosesNothing()
    {
        const int linesEach = 200;
        Process[] processes = [.. Enumerable.Range(0, 3).Select(_ => WriterProcess.Start("write-shared", _files.DataFile, Cluster))];
        try
        {
            var lines = (await Task.WhenAll(processes.Select(static process => ReadAsync(process, linesEach)))).SelectMany(static read => read).ToArray();
            foreach (var process in processes) await WriterProcess.KillAsync(process);

            // No ETag and no number of the stream was given to two.
            Assert.Equal(lines.Length, lines.Select(static line => line.StartsWith(WriterProcess.SharedStream, StringComparison.Ordinal) ? line : line.Split(' ')[2]).Distinct().Count());
            using SqliteFixture reader = new(_files.DataFile) { SharedBy = Cluster };
            var storage = await reader.OpenAsync();
            foreach (var process in processes)
            {
                var last = lines.Where(line => line.StartsWith($"{process.Id} ", StringComparison.Ordinal)).Max(static line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
                GrainState<StoredDocument> state = new();
                await storage.ReadStateAsync("count", GrainId.Create("counter", $"{process.Id}"), state);
                Assert.True(state.State!.Count >= last, $"{state.State.Count} is stored, {last} was acknowledged.");
            }

            var acknowledged = lines.Where(static line => line.StartsWith(WriterProcess.SharedStream, StringComparison.Ordinal)).Max(static line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
            var events = await storage.OpenFile.ReadAsync(session => EventTable.Read(session, WriterProcess.SharedStream, 0, EventLogLimits.StreamEventsMax));
            Assert.True(events.Count >= acknowledged);
            Assert.Equal(Enumerable.Range(1, events.Count).Select(static number => (long)number), events.Select(static item => item.Sequence));
        }
        finally
        {
            foreach (var process in processes)
            {
                if (!process.HasExited) process.Kill();
                process.Dispose();
            }
        }
    }

    [Theory]
    [InlineData("cluster 'other' of 'f'")]
    [InlineData(null)]
    public async Task Open_AnotherClusterSharesTheFile_IsRefusedUntilItIsGone(string? sharedBy)
    {
        using var owner = WriterProcess.Start("hold-shared", _files.DataFile, Cluster);
        Assert.Equal("open", await owner.StandardOutput.ReadLineAsync());
        using SqliteFixture other = new(_files.DataFile) { SharedBy = sharedBy };

        var failure = await Assert.ThrowsAsync<SqliteFileInUseException>(() => other.OpenAsync());

        Assert.Contains(_files.DataFile, failure.Message, StringComparison.Ordinal);
        if (sharedBy is not null) Assert.Contains($"in use by processes of {Cluster}; this one is of {sharedBy}", failure.Message, StringComparison.Ordinal);
        await WriterProcess.KillAsync(owner);
        await other.OpenAsync();
    }

    [Fact]
    public async Task Open_AProcessHasTheFileAlone_IsRefusedToACluster()
    {
        using var owner = WriterProcess.Start("hold", _files.DataFile);
        Assert.Equal("open", await owner.StandardOutput.ReadLineAsync());
        using SqliteFixture other = new(_files.DataFile) { SharedBy = Cluster };

        var failure = await Assert.ThrowsAsync<SqliteFileInUseException>(() => other.OpenAsync());

        Assert.Contains("UseSqliteClustering", failure.Message, StringComparison.Ordinal);
        await WriterProcess.KillAsync(owner);
        await other.OpenAsync();
    }

    private static async Task<List<string>> ReadAsync(Process process, int lines)
    {
        List<string> read = [];
        while (read.Count < lines)
        {
            read.Add(await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The process ended after {read.Count} lines."));
        }

        // The rest is read to the end, so that the process is never held up by a pipe that nobody empties.
        _ = process.StandardOutput.ReadToEndAsync();
        return read;
    }
}
