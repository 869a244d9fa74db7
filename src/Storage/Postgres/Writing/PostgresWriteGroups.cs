using System.Threading.Channels;
using Npgsql;

namespace OrleansAgents.Storage;

/// <summary>The writes of one transaction by their kinds. Used over and over by the writer.</summary>
internal sealed class PostgresWriteGroups
{
    private readonly List<PostgresWrite> _writes = [];
    private readonly HashSet<object> _subjects = [];
    private readonly Dictionary<PostgresWriteKind, List<PostgresWrite>> _byKind = [];

    /// <summary>In the order of their arrival.</summary>
    public IReadOnlyList<PostgresWrite> Writes => _writes;

    /// <summary>
    /// Takes what waits. It ends at the first write of something that is written already: the transaction after this one begins with it,
    /// so that writes of one thing keep their order.
    /// </summary>
    public void Take(ChannelReader<PostgresWrite> queue, int writesMax)
    {
        Clear();
        while (_writes.Count < writesMax && queue.TryPeek(out var write))
        {
            if (_subjects.Contains(write.Subject))
            {
                return;
            }

            queue.TryRead(out _);
            Add(write);
        }
    }

    /// <summary>Takes one write alone.</summary>
    public void Take(PostgresWrite write)
    {
        Clear();
        Add(write);
    }

    public void AddCommands(NpgsqlBatchCommandCollection commands)
    {
        foreach (var (kind, writes) in _byKind)
        {
            if (writes.Count > 0) kind.AddCommands(writes, commands);
        }
    }

    public async ValueTask ReadResultsAsync(PostgresResults results)
    {
        foreach (var (kind, writes) in _byKind)
        {
            if (writes.Count > 0) await kind.ReadResultsAsync(writes, results);
        }
    }

    private void Add(PostgresWrite write)
    {
        _writes.Add(write);
        _subjects.Add(write.Subject);
        if (!_byKind.TryGetValue(write.Kind, out var writes)) _byKind.Add(write.Kind, writes = []);
        writes.Add(write);
    }

    private void Clear()
    {
        _writes.Clear();
        _subjects.Clear();
        foreach (var writes in _byKind.Values) writes.Clear();
    }
}
