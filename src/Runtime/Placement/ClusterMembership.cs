using Microsoft.Extensions.Logging;
using Orleans.Runtime.Membership;

namespace Orleans.Runtime.Placement;

/// <summary>Keeps a silo in step with the membership table: joins, follows views, hands over and leaves.</summary>
internal sealed partial class ClusterMembership(SiloRuntime silo, IClusterTable table, ClusterConstants constants, SiloIdentity identity, ILogger logger) : IDisposable
{
    // Every attempt that fails means that another silo changed the view first; a cluster in which this happens so often is not settling.
    private const int AttemptsMax = 100;

    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private IDisposable? _watch;

    /// <summary>Adds this silo to the view. A former generation at the same endpoint is replaced: its process has ended, or this one could not listen there.</summary>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        silo.RefreshView = RefreshAsync;
        await table.OpenAsync(constants, cancellationToken);
        _watch = table.Watch(() => _ = RefreshAsync());
        await ChangeAsync(
            view =>
            {
                var former = view.Members.Where(member => member.Address.Endpoint.Equals(silo.Address.Endpoint)).ToArray();
                return new ClusterChange(view.Next(view.Members.Except(former).Append(identity.Member)), silo.Services.Ids.NewGuid()) { Joining = identity.Row, Stopped = [.. former.Select(member => member.Address)] };
            },
            cancellationToken);
    }

    /// <summary>Owns nothing any more, waits until nothing is left to hand over, and leaves the view.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await ChangeAsync(view => new ClusterChange(view.Leaving(silo.Address), silo.Services.Ids.NewGuid()), cancellationToken);
        await silo.WhenNothingIsHeld(cancellationToken);
        await ChangeAsync(view => new ClusterChange(view.Without(silo.Address), silo.Services.Ids.NewGuid()) { Stopped = [silo.Address] }, cancellationToken);
    }

    /// <summary>Reads the table and adopts what is newer.</summary>
    public async Task RefreshAsync()
    {
        await _refreshing.WaitAsync();
        try
        {
            silo.Adopt((await table.ReadAsync(CancellationToken.None)).View);
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

    private async Task ChangeAsync(Func<ClusterView, ClusterChange> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var next = change((await table.ReadAsync(cancellationToken)).View);
            if (!await table.TryChangeAsync(next, cancellationToken)) continue;
            silo.Adopt(next.Next);
            return;
        }

        throw new OrleansException($"Silo {silo.Address} could not change the cluster's view in {AttemptsMax} attempts: other silos changed it each time.");
    }

    [LoggerMessage(LogLevel.Warning, "The membership table could not be read; the silo goes on with the view that it has.")]
    private static partial void LogReadFailed(ILogger logger, Exception failure);
}
