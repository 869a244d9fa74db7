using Microsoft.Extensions.Logging;

namespace Orleans.Runtime.Placement;

/// <summary>Keeps a silo in step with the membership table: joins, follows views, hands over and leaves.</summary>
internal sealed partial class ClusterMembership(SiloRuntime silo, IShardTable table, SiloAddress? gateway, ILogger logger) : IDisposable
{
    // Every attempt that fails means that another silo changed the view first; a cluster in which this happens so often is not settling.
    private const int AttemptsMax = 100;

    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private IDisposable? _watch;

    /// <summary>Adds this silo to the view. A former generation at the same endpoint is replaced: its process has ended, or this one could not listen there.</summary>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        silo.RefreshView = RefreshAsync;
        _watch = table.Watch(() => _ = RefreshAsync());
        var self = new ClusterMember(silo.Address, silo.Name, gateway);
        await ChangeAsync(
            view => view with
            {
                Members = [.. view.Members.Where(m => !m.Address.Endpoint.Equals(silo.Address.Endpoint)).Append(self).OrderBy(m => m.Address)],
            },
            cancellationToken);
    }

    /// <summary>Owns nothing any more, waits until nothing is left to hand over, and leaves the view.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await ChangeAsync(view => view with { Members = [.. view.Members.Select(m => m.Address.Equals(silo.Address) ? m with { IsLeaving = true } : m)] }, cancellationToken);
        await silo.WhenNothingIsHeld(cancellationToken);
        await ChangeAsync(view => view with { Members = [.. view.Members.Where(m => !m.Address.Equals(silo.Address))] }, cancellationToken);
    }

    /// <summary>Reads the table and adopts what is newer.</summary>
    public async Task RefreshAsync()
    {
        await _refreshing.WaitAsync();
        try
        {
            silo.Adopt(await table.ReadAsync(CancellationToken.None));
        }
        catch (Exception failure)
        {
            LogReadFailed(logger, failure);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _refreshing.Dispose();
    }

    private async Task ChangeAsync(Func<ClusterView, ClusterView> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var view = await table.ReadAsync(cancellationToken);
            var next = change(view) with { Version = view.Version + 1 };
            if (!await table.TryWriteAsync(next, cancellationToken)) continue;
            silo.Adopt(next);
            return;
        }

        throw new OrleansException($"Silo {silo.Address} could not change the cluster's view in {AttemptsMax} attempts: other silos changed it each time.");
    }

    [LoggerMessage(LogLevel.Warning, "The membership table could not be read; the silo goes on with the view that it has.")]
    private static partial void LogReadFailed(ILogger logger, Exception failure);
}
