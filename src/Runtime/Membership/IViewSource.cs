using Orleans.Runtime.Placement;

namespace Orleans.Runtime.Membership;

/// <summary>Where a client learns the view when no silo has told it.</summary>
internal interface IViewSource
{
    /// <exception cref="SiloUnavailableException">Nobody could be asked; the text says who was tried.</exception>
    Task<ClusterView> ReadAsync(ClientRuntime client, CancellationToken cancellationToken);

    /// <summary>Calls back, on any thread, when a newer view may exist; only a hint. Dispose to stop.</summary>
    IDisposable? Watch(Action changed);
}

/// <summary>For clients that reach the membership table themselves.</summary>
internal sealed class TableViewSource(IClusterTable table) : IViewSource
{
    public async Task<ClusterView> ReadAsync(ClientRuntime client, CancellationToken cancellationToken) => (await table.ReadAsync(cancellationToken)).View;

    public IDisposable? Watch(Action changed) => table.Watch(changed);
}
