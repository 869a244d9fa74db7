using System.Collections.Concurrent;

namespace Orleans.Runtime.Transport;

/// <summary>How many frames a node has sent and received. Each connection counts its own, without contention, and hands its counts over when it ends.</summary>
internal sealed class FrameCounts
{
    private readonly ConcurrentDictionary<Connection, byte> _open = new();
    private readonly Lock _gate = new();
    private long _sentBefore;
    private long _receivedBefore;

    /// <summary>Those of all nodes of this process.</summary>
    public static FrameCounts Process { get; } = new();

    public long Sent => Sum(static connection => connection.Sent, ref _sentBefore);

    public long Received => Sum(static connection => connection.Received, ref _receivedBefore);

    public void Add(Connection connection) => _open[connection] = 0;

    public void Remove(Connection connection)
    {
        lock (_gate)
        {
            if (!_open.TryRemove(connection, out _)) return;
            _sentBefore += connection.Sent;
            _receivedBefore += connection.Received;
        }
    }

    private long Sum(Func<Connection, long> count, ref long before)
    {
        lock (_gate)
        {
            var sum = before;
            foreach (var (connection, _) in _open) sum += count(connection);
            return sum;
        }
    }
}
