using System.Globalization;
using OrleansAgents.Runtime.Tests;

namespace OrleansAgents.Storage.Tests;

[Promise("T3")]
public sealed class SqliteEventDurabilityTests : IDisposable
{
    private readonly SqliteFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Process_KilledWhileAppending_EveryAcknowledgedEventIsFoundOnce()
    {
        Dictionary<string, long> acknowledged = [];
        using (var writer = WriterProcess.Start("append", _files.DataFile))
        {
            var lines = 0;
            while (await writer.StandardOutput.ReadLineAsync() is { } line)
            {
                // A line cut off by the end is no acknowledgement that anybody could have seen.
                if (line.Split(' ') is [var stream, var sequence, "."])
                {
                    acknowledged[stream] = long.Parse(sequence, CultureInfo.InvariantCulture);
                }

                if (++lines == 2000)
                {
                    writer.Kill();
                }
            }

            await writer.WaitForExitAsync();
            Assert.NotEqual(0, writer.ExitCode);
        }

        using var events = await new EventFileFixture(_files).OpenAsync();
        Assert.Equal(WriterProcess.Writers, acknowledged.Count);
        foreach (var (name, last) in acknowledged)
        {
            var stream = await events.Log.ReadStreamAsync(name);
            var kinds = new List<string>();
            for (long after = 0; await events.Log.ReadAsync(name, after, EventLogLimits.PageMax) is { Count: > 0 } page; after = page[^1].Sequence)
            {
                kinds.AddRange(page.Select(static item => item.Kind));
            }

            // The last append of three may have been stored without its acknowledgement getting out; none may be stored in part.
            Assert.Contains(stream!.LastSequence, new[] { last, last + 3 });
            Assert.Equal(WriterProcess.ExpectedKinds(stream.LastSequence), kinds);
        }

        Assert.Equal("ok", _files.Ask<string>("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task Log_OpenedAgain_GoesOnWhereItWas()
    {
        using var events = await new EventFileFixture(_files).OpenAsync();
        await events.Log.AppendAsync(new EventAppend { Stream = "s", ExpectedSequence = 0, Events = [new NewEvent("a", "{}"u8.ToArray(), "k")], Birth = new StreamBirth("o", "t") });
        await events.CloseAsync();

        await events.OpenAsync();

        await Assert.ThrowsAsync<EventKeyException>(
            () => events.Log.AppendAsync(new EventAppend { Stream = "s", ExpectedSequence = 1, Events = [new NewEvent("b", "{}"u8.ToArray(), "k")] }));
        Assert.Equal("a", Assert.Single(await events.Log.ReadAsync("s", 0, 10)).Kind);
    }
}
