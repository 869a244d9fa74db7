using System.IO.MemoryMappedFiles;

namespace OrleansAgents.Drill.Turns;

/// <summary>Reads on in a silo's log while no turn is taken. The file stays readable after the silo's process has ended.</summary>
internal sealed class TurnLogReader : IDisposable
{
    /// <summary>Threads of a killed process may have taken numbers without coming to write their records.</summary>
    private const int HolesMax = 1_024;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _records;
    private long _next;

    public TurnLogReader(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, 0, MemoryMappedFileAccess.Read);
        _records = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
    }

    /// <summary>The records since the last reading.</summary>
    /// <exception cref="InvalidOperationException">The silo has written over some that were not read.</exception>
    public List<TurnRecord> Read()
    {
        List<TurnRecord> read = [];
        var holes = 0;
        for (var number = _next; holes < HolesMax; number++)
        {
            _records.Read<TurnRecord>(number % TurnLog.Capacity * TurnRecord.Bytes, out var record);
            if (record.Number > number + 1)
            {
                throw new InvalidOperationException($"A silo took more than {TurnLog.Capacity} turns between two readings of its log, so some could not be checked: probe fewer grains, or less often.");
            }

            if (record.Number == number + 1)
            {
                read.Add(record);
                _next = number + 1;
                holes = 0;
            }
            else
            {
                holes++;
            }
        }

        return read;
    }

    public void Dispose()
    {
        _records.Dispose();
        _file.Dispose();
    }
}
