using Orleans.Runtime.Placement;

namespace Orleans.Runtime.Membership;

/// <summary>A table for silos of one process, and for those that reach this process as their primary.</summary>
internal sealed class InMemoryClusterTable : IClusterTable
{
    private readonly Lock _gate = new();
    private readonly List<Action> _watchers = [];
    private readonly Dictionary<SiloAddress, SiloRow> _rows = [];
    private ClusterConstants? _constants;
    private ClusterView _view = ClusterView.Empty;
    private Guid _changeId;

    /// <summary>Every row there ever was.</summary>
    public IReadOnlyCollection<SiloRow> AllRows
    {
        get
        {
            lock (_gate) return [.. _rows.Values];
        }
    }

    public Task OpenAsync(ClusterConstants constants, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _constants ??= constants;
            constants.RequireStored("The cluster", _constants);
            return Task.CompletedTask;
        }
    }

    public Task<ClusterSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult(Read());
    }

    public Task<ClusterRenewal> RenewAsync(SiloAddress silo, Guid incarnation, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var isRenewed = _rows.GetValueOrDefault(silo) is { State: SiloRowState.Active } row && row.Incarnation == incarnation;
            if (isRenewed) _rows[silo] = _rows[silo] with { Beat = _rows[silo].Beat + 1 };
            return Task.FromResult(new ClusterRenewal(isRenewed, Read()));
        }
    }

    public Task<bool> TryChangeAsync(ClusterChange change, CancellationToken cancellationToken)
    {
        Action[] watchers;
        lock (_gate)
        {
            if (change.Next.Version != _view.Version + 1) return Task.FromResult(false);
            if (change.Joining is { } joining && _rows.ContainsKey(joining.Address)) return Task.FromResult(false);
            foreach (var (silo, beat) in change.Beats)
            {
                if (_rows.GetValueOrDefault(silo)?.Beat != beat) return Task.FromResult(false);
            }

            if (change.Joining is { } joined) _rows.Add(joined.Address, joined);
            foreach (var silo in change.Stopped) SetState(silo, SiloRowState.Stopped);
            (_view, _changeId) = (change.Next, change.ChangeId);
            watchers = [.. _watchers];
        }

        foreach (var watcher in watchers) watcher();
        return Task.FromResult(true);
    }

    public Task RevokeAsync(SiloAddress silo, SiloAddress by, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (IsActive(silo) && IsActive(by)) SetState(silo, SiloRowState.Revoked);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(SiloAddress silo, Guid incarnation, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_rows.GetValueOrDefault(silo)?.Incarnation == incarnation) SetState(silo, SiloRowState.Stopped);
        }

        return Task.CompletedTask;
    }

    public IDisposable Watch(Action changed)
    {
        lock (_gate) _watchers.Add(changed);
        return new Watcher(this, changed);
    }

    private bool IsActive(SiloAddress silo) => _rows.GetValueOrDefault(silo) is { State: SiloRowState.Active };

    private ClusterSnapshot Read() => ClusterSnapshot.Of(_view, _changeId, _rows);

    private void SetState(SiloAddress silo, SiloRowState state)
    {
        if (_rows.TryGetValue(silo, out var row)) _rows[silo] = row with { State = state };
    }

    private sealed class Watcher(InMemoryClusterTable table, Action changed) : IDisposable
    {
        public void Dispose()
        {
            lock (table._gate) table._watchers.Remove(changed);
        }
    }
}
