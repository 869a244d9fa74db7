using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace OrleansAgents.Drill.Turns;

/// <summary>
/// What a silo writes down of its own turns: a ring of records in a file that is mapped into memory. What was written is the kernel's at once, so that nothing is lost when the process is killed, and a record costs no system call.
/// </summary>
internal sealed class TurnLog : IDisposable
{
    /// <summary>More turns than a silo takes between two readings: five minutes at 7,000 a second.</summary>
    public const int Capacity = 1 << 21;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _records;
    private long _last = -1;

    /// <param name="path">The file, which is made.</param>
    /// <param name="run">Which of the drill's processes this is.</param>
    public TurnLog(string path, int run)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, mapName: null, (long)Capacity * TurnRecord.Bytes);
        _records = _file.CreateViewAccessor();
        Run = run;
        Answer = Task.FromResult(run);
    }

    public int Run { get; }

    /// <summary>The answer of a turn of one segment.</summary>
    public Task<int> Answer { get; }

    /// <summary>A turn begins.</summary>
    /// <returns>Names it for what follows.</returns>
    public long Begin(int grain)
    {
        var turn = Interlocked.Increment(ref _last);
        TurnRecord record = new() { Number = turn + 1, Grain = grain, Began = Stopwatch.GetTimestamp() };
        _records.Write(OffsetOf(turn), ref record);
        return turn;
    }

    /// <summary>It goes on after an await.</summary>
    public void Resume(long turn) => _records.Write(OffsetOf(turn) + 24, Stopwatch.GetTimestamp());

    /// <summary>It ends.</summary>
    public void End(long turn) => _records.Write(OffsetOf(turn) + 32, Stopwatch.GetTimestamp());

    public void Dispose()
    {
        _records.Dispose();
        _file.Dispose();
    }

    private static long OffsetOf(long turn) => turn % Capacity * TurnRecord.Bytes;
}
