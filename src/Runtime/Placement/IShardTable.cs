namespace Orleans.Runtime.Placement;

/// <summary>Where the members of a cluster agree on its view: a table with compare-and-swap, behind which a database stands or, for clusters within one process, memory.</summary>
internal interface IShardTable
{
    /// <summary>The newest view.</summary>
    Task<ClusterView> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the view if it still has the version before. False when another change came first; then read again and decide again.</summary>
    Task<bool> TryWriteAsync(ClusterView next, CancellationToken cancellationToken);

    /// <summary>Calls back when a newer view may exist; only a hint. Dispose to stop.</summary>
    IDisposable Watch(Action changed);
}

/// <summary>A table for clusters within one process.</summary>
internal sealed class InMemoryShardTable : IShardTable
{
    private readonly Lock _gate = new();
    private readonly List<Action> _watchers = [];
    private ClusterView _view = ClusterView.Empty;

    public Task<ClusterView> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult(_view);
    }

    public Task<bool> TryWriteAsync(ClusterView next, CancellationToken cancellationToken)
    {
        Action[] watchers;
        lock (_gate)
        {
            if (next.Version != _view.Version + 1) return Task.FromResult(false);
            _view = next;
            watchers = [.. _watchers];
        }

        foreach (var watcher in watchers) watcher();
        return Task.FromResult(true);
    }

    public IDisposable Watch(Action changed)
    {
        lock (_gate) _watchers.Add(changed);
        return new Watcher(this, changed);
    }

    private sealed class Watcher(InMemoryShardTable table, Action changed) : IDisposable
    {
        public void Dispose()
        {
            lock (table._gate) table._watchers.Remove(changed);
        }
    }
}
