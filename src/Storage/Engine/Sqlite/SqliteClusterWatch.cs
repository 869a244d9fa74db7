namespace OrleansAgents.Storage;

/// <summary>Asks for the view's version several times a second while somebody watches: SQLite tells one process nothing of what another has written.</summary>
internal sealed class SqliteClusterWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Func<Task<long>> _readVersion;
    private readonly Lock _gate = new();
    private readonly List<Action> _watchers = [];
    private readonly ITimer _timer;
    private long _version = -1;
    private int _isAsking;

    public SqliteClusterWatch(Func<Task<long>> readVersion, TimeProvider time)
    {
        _readVersion = readVersion;
        _timer = time.CreateTimer(static self => _ = ((SqliteClusterWatch)self!).AskAsync(), this, Interval, Interval);
    }

    public IDisposable Add(Action changed)
    {
        lock (_gate) _watchers.Add(changed);
        return new Watcher(this, changed);
    }

    public void Dispose() => _timer.Dispose();

    private async Task AskAsync()
    {
        if (Interlocked.Exchange(ref _isAsking, 1) == 1) return;
        try
        {
            Action[] watchers;
            lock (_gate) watchers = [.. _watchers];
            if (watchers.Length == 0) return;
            var version = await _readVersion();
            if (Interlocked.Exchange(ref _version, version) == version) return;
            foreach (var watcher in watchers) watcher();
        }
        catch (Exception failure) when (failure is SqliteStorageException or ObjectDisposedException)
        {
            // Only a hint: whoever relies on the table reads it and is told there what is wrong.
        }
        finally
        {
            Volatile.Write(ref _isAsking, 0);
        }
    }

    private sealed class Watcher(SqliteClusterWatch watch, Action changed) : IDisposable
    {
        public void Dispose()
        {
            lock (watch._gate) watch._watchers.Remove(changed);
        }
    }
}
