using OrleansAgents.Runtime.Tests;
using Orleans.Runtime;
using OrleansAgents.TestKit;

namespace OrleansAgents.Storage.Tests;

[Promise("T3")]
public sealed class SqliteDurabilityTests : IDisposable
{
    private readonly SqliteFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Process_KilledWhileWriting_EveryAcknowledgedWriteIsFound()
    {
        Dictionary<int, (int Count, long ETag)> acknowledged = [];
        using (var writer = WriterProcess.Start("write", _fixture.DataFile))
        {
            var lines = 0;
            while (await writer.StandardOutput.ReadLineAsync() is { } line)
            {
                // A line cut off by the end is no acknowledgement that anybody could have seen.
                if (line.Split(' ') is [_, _, { Length: > 0 }])
                {
                    var (record, count, etag) = WriterProcess.Parse(line);
                    acknowledged[record] = (count, etag);
                }

                if (++lines == 2000)
                {
                    writer.Kill();
                }
            }

            await writer.WaitForExitAsync();
            Assert.NotEqual(0, writer.ExitCode);
        }

        var storage = await _fixture.OpenAsync();
        Assert.Equal(32, acknowledged.Count);
        foreach (var (record, (count, etag)) in acknowledged)
        {
            GrainState<StoredDocument> state = new();
            await storage.ReadStateAsync("count", GrainId.Create("counter", $"{record}"), state);

            // The last write may have been stored without its acknowledgement getting out; none before it may be missing.
            Assert.InRange(state.State!.Count, count, count + 1);
            if (state.State.Count == count)
            {
                Assert.Equal($"{etag}", state.ETag);
            }
        }
    }

    [Fact]
    public async Task Write_AfterARestart_GivesNoETagAgain()
    {
        var grain = GrainId.Create("document", "1");
        GrainState<string> state = new("one");
        await (await _fixture.OpenAsync()).WriteStateAsync("s", grain, state);
        var before = long.Parse(state.ETag!);
        await _fixture.CloseAsync();

        await (await _fixture.OpenAsync()).WriteStateAsync("s", grain, state);

        Assert.True(long.Parse(state.ETag!) > before);
    }

    [Fact]
    public async Task File_ClosedProperly_IsOneFile()
    {
        await (await _fixture.OpenAsync()).WriteStateAsync("s", GrainId.Create("document", "1"), new GrainState<string>("one"));
        await _fixture.CloseAsync();

        Assert.False(File.Exists(_fixture.DataFile + "-wal"));
        Assert.Equal("\"one\"", _fixture.Ask<string>("SELECT state FROM grain_state"));
    }

    [Theory]
    [InlineData(SqliteDurability.Full, 2)]
    [InlineData(SqliteDurability.Normal, 1)]
    public async Task Durability_IsWhatTheOptionSays(SqliteDurability durability, int synchronous)
    {
        _fixture.Options.Durability = durability;
        var file = (await _fixture.OpenAsync()).OpenFile;

        AskWriter ask = new("PRAGMA synchronous");
        await file.WriteAsync(ask);

        Assert.Equal(synchronous, ask.Answer);
    }

    private sealed class AskWriter(string sql) : SqliteWrite
    {
        public long Answer { get; private set; }

        public override void Apply(SqliteTransactionScope transaction) => Answer = (long)transaction.Session.Ask(sql)!;
    }
}
