using OrleansAgents.Drill.Turns;

namespace OrleansAgents.EndToEnd.Tests.Drills;

/// <summary>The file in which a silo writes its turns, while another process reads it.</summary>
public sealed class TurnLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("turn-log-");

    private string File => Path.Combine(_folder.FullName, "turns");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Reader_ReadsOnWhereItStopped()
    {
        using TurnLog log = new(File, run: 3);
        using TurnLogReader reader = new(File);
        log.End(log.Begin(1));
        var cut = log.Begin(2);
        log.Resume(cut);
        var read = reader.Read();
        Assert.Equal([1L, 2L], read.Select(static record => record.Grain));
        Assert.True(read[0].Ended >= read[0].Began && read[0].Began > 0);
        Assert.True(read[1].Resumed >= read[1].Began && read[1].Ended == 0);

        log.Begin(3);
        Assert.Equal([3L], reader.Read().Select(static record => record.Grain));
        Assert.Empty(reader.Read());
    }

    [Fact]
    public void Ring_HoldsItsCapacity_AndMoreIsNoticed()
    {
        using TurnLog log = new(File, run: 3);
        using TurnLogReader reader = new(File);
        Fill(log);
        Assert.Equal(TurnLog.Capacity, reader.Read().Count);
        Fill(log);
        log.Begin(1);
        Assert.Throws<InvalidOperationException>(() => reader.Read());
    }

    private static void Fill(TurnLog log)
    {
        for (var turn = 0; turn < TurnLog.Capacity; turn++)
        {
            log.Begin(1);
        }
    }
}
