using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Leases;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Transport;

namespace Orleans.Runtime.Placement;

/// <summary>Keeps a silo in step with the membership table: joins, renews its lease, follows views, removes members that have stopped, hands over and leaves.</summary>
/// <remarks>
/// <para>A silo may run only while it holds a lease. It renews the lease four times in its length by raising its beat in the table, and the lease counts from when the request was sent. Whoever finds a member's beat unchanged for the length of a
/// lease, and the difference of clocks, knows that the member runs nothing any more and removes it from the view. So a silo leaves the view only when it has stopped, never the other way round: whoever sees a view may trust that those missing
/// from it do nothing, and need not wait for them.</para>
/// <para>A silo whose renewal is refused, or that is missing from a newer view, is at its end: it runs nothing more, and its process should be started anew.</para>
/// </remarks>
internal sealed partial class ClusterMembership(SiloRuntime silo, IClusterTable table, ClusterConstants constants, SiloIdentity identity, ILogger logger) : IDisposable
{
    // Every attempt that fails means that another silo changed the view first; a cluster in which this happens so often is not settling.
    private const int AttemptsMax = 100;

    // After an operation whose outcome is unknown.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    // How often a member whose connection broke is tried, and how long apart.
    private const int ProbesMax = 20;
    private static readonly TimeSpan ProbeDelay = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stopping = new();
    private readonly RowWatch _rows = new(constants, silo.Services.Time.TimestampFrequency);
    private readonly DeathProofs _proofs = new();
    private readonly ConcurrentDictionary<SiloAddress, byte> _probing = new();
    private IDisposable? _watch;
    private ITimer? _renewal;
    private int _renewing;

    /// <summary>Told once, with the reason, when this silo has lost its place.</summary>
    public Action<string>? Lost { get; init; }

    private long Now => silo.Services.Time.GetTimestamp();

    /// <summary>Rule R1: adds this silo to the view. A former member of the same endpoint leaves in the same change if its process must have ended, since this one listens there now.</summary>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        silo.RefreshView = new SharedRefresh(RefreshAsync).Run;
        if (silo.Lease is not null)
        {
            silo.MissingFromView = LoseUnlessLeaving;
            silo.PeerLost = peer => _ = Probe(peer);
            silo.Refusal = Count;
        }

        await table.OpenAsync(constants, cancellationToken);
        _watch = table.Watch(() => _ = silo.RefreshViewAsync());
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            try
            {
                var snapshot = await table.ReadAsync(cancellationToken);
                var sentAt = Now;
                var change = Joining(snapshot);
                if (await table.TryChangeAsync(change, cancellationToken))
                {
                    Joined(sentAt, change.Next);
                    return;
                }
            }
            catch (Exception failure) when (failure is not (OrleansConfigurationException or OperationCanceledException) && attempt + 1 < AttemptsMax)
            {
                LogJoinUnknown(logger, failure);
                await Task.Delay(RetryDelay, silo.Services.Time, cancellationToken);
            }

            // The change may have been made though its answer was lost: then the row is there, and a renewal grants the lease (rules R1, R4).
            if (attempt > 0 && await TryRenewAfterJoin(cancellationToken)) return;
        }

        throw new OrleansException($"Silo {silo.Address} could not join the cluster in {AttemptsMax} attempts: other silos changed the view each time, or another process has used the address with this generation.");
    }

    /// <summary>Rule R10: owns nothing any more, waits until nothing is left to hand over, and leaves the view.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (silo.IsFenced) return;
        await ChangeAsync(view => new ClusterChange(view.Leaving(silo.Address), silo.Services.Ids.NewGuid()), cancellationToken);
        await silo.WhenNothingIsHeld(cancellationToken);
        await _stopping.CancelAsync();
        await ChangeAsync(view => new ClusterChange(view.Without(silo.Address), silo.Services.Ids.NewGuid()) { Stopped = [silo.Address] }, cancellationToken);
    }

    /// <summary>Reads the table and adopts what is newer.</summary>
    private async Task RefreshAsync()
    {
        try
        {
            silo.Adopt((await table.ReadAsync(CancellationToken.None)).View);
        }
        catch (Exception failure)
        {
            if (!_stopping.IsCancellationRequested) LogReadFailed(logger, failure);
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _renewal?.Dispose();
        _watch?.Dispose();
    }

    private ClusterChange Joining(ClusterSnapshot snapshot)
    {
        var former = snapshot.View.Members.Where(member => member.Address.Endpoint.Equals(silo.Address.Endpoint) && HasEnded(snapshot.Find(member.Address))).ToArray();
        return new ClusterChange(snapshot.View.Next(snapshot.View.Members.Except(former).Append(identity.Member)), silo.Services.Ids.NewGuid())
        {
            Joining = identity.Row,
            Stopped = [.. former.Select(member => member.Address)],
        };
    }

    // Rule R12c: two processes of one host cannot listen at one endpoint. On another host the former one may still run behind an address that has moved; it is removed when its row stands still.
    private bool HasEnded(SiloRow? row) => row is null || row.State == SiloRowState.Stopped || row.HostId == identity.HostId;

    private async Task<bool> TryRenewAfterJoin(CancellationToken cancellationToken)
    {
        try
        {
            var sentAt = Now;
            var renewal = await table.RenewAsync(silo.Address, identity.Incarnation, cancellationToken);
            if (!renewal.IsRenewed || !renewal.Snapshot.View.Contains(silo.Address)) return false;
            Joined(sentAt, renewal.Snapshot.View);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogJoinUnknown(logger, failure);
            return false;
        }
    }

    private void Joined(long sentAt, ClusterView view)
    {
        silo.Lease?.Confirmed(sentAt);
        silo.Adopt(view);
        if (silo.Lease is not null) _renewal = silo.Services.Time.CreateTimer(static membership => _ = ((ClusterMembership)membership!).Renew(), this, constants.Lease / 4, constants.Lease / 4);
    }

    /// <summary>Rules R2, R3, R7, R9: one beat. One that takes too long is left to itself, and the next begins.</summary>
    private async Task Renew()
    {
        if (_stopping.IsCancellationRequested || silo.IsFenced || Interlocked.Exchange(ref _renewing, 1) == 1) return;
        try
        {
            using var limit = new CancellationTokenSource(constants.Lease / 4, silo.Services.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping.Token);
            var sentAt = Now;
            var renewal = await table.RenewAsync(silo.Address, identity.Incarnation, either.Token).WaitAsync(either.Token);
            if (!renewal.IsRenewed)
            {
                if (!_stopping.IsCancellationRequested) Lose("another silo removed it: it had not renewed its lease in time, or could not be reached");
                return;
            }

            silo.Lease!.Confirmed(sentAt);
            _rows.Replied(Now, renewal.Snapshot);
            silo.Adopt(renewal.Snapshot.View);
            await RemoveStopped(renewal.Snapshot.View, either.Token);
        }
        catch (Exception failure)
        {
            if (!_stopping.IsCancellationRequested) LogRenewalFailed(logger, failure.Message);
        }
        finally
        {
            Volatile.Write(ref _renewing, 0);
        }
    }

    /// <summary>Rule R11: the connection to a member has ended. If its endpoint refuses another one, its process has ended: a vote, of which every member is told. Asked some times, since a process that ends may close its connections first.</summary>
    private async Task Probe(SiloAddress peer)
    {
        if (!_probing.TryAdd(peer, 0)) return;
        try
        {
            if (_rows.HostOf(peer) is null) _rows.Replied(Now, await table.ReadAsync(_stopping.Token));

            // Rule R12a: on another host a device between the two may refuse for the silo.
            for (var attempt = 0; attempt < ProbesMax && silo.View.Contains(peer) && _rows.HostOf(peer) == identity.HostId; attempt++)
            {
                if (await IsRefusedBy(peer) is { } isRefused)
                {
                    if (isRefused) Vote(peer);
                    return;
                }

                await Task.Delay(ProbeDelay, silo.Services.Time, _stopping.Token);
            }
        }
        catch (Exception failure)
        {
            // The lease will tell.
            if (!_stopping.IsCancellationRequested) LogUnproven(logger, peer, failure.Message);
        }
        finally
        {
            _probing.TryRemove(peer, out _);
        }
    }

    /// <returns>Null if neither the endpoint refuses nor the silo answers: a time-out or an unreachable host proves nothing.</returns>
    private async Task<bool?> IsRefusedBy(SiloAddress peer)
    {
        try
        {
            await silo.Messages.Connect(peer);
            return false;
        }
        catch (EndpointRefusedException)
        {
            return true;
        }
        catch (IOException failure)
        {
            LogUnproven(logger, peer, failure.Message);
            return null;
        }
    }

    private void Vote(SiloAddress refused)
    {
        foreach (var member in silo.View.Members)
        {
            if (!member.Address.Equals(silo.Address) && !member.Address.Equals(refused)) silo.Messages.SendRefused(member.Address, refused);
        }

        Count(silo.Address, refused);
    }

    private void Count(SiloAddress voter, SiloAddress refused)
    {
        // Whoever has not voted yet probes now: its own vote may be the one that is missing. One that has must not answer a vote with a vote: the members would go on telling one another for as long as the table is away.
        if (!voter.Equals(silo.Address) && !refused.Equals(silo.Address) && _proofs.IsOpen(refused, silo.Address)) _ = Probe(refused);
        if (!_proofs.Refused(refused, voter, silo.View)) return;
        LogProven(logger, refused);
        _ = RemoveProven();
    }

    private async Task RemoveProven()
    {
        try
        {
            using var limit = new CancellationTokenSource(constants.Lease / 4, silo.Services.Time);
            var snapshot = await table.ReadAsync(limit.Token);
            _rows.Replied(Now, snapshot);
            await RemoveStopped(snapshot.View, limit.Token);
        }
        catch (Exception failure)
        {
            // With the next beat the attempt is made again.
            LogRenewalFailed(logger, failure.Message);
        }
    }

    /// <summary>Rules R6, R9: members whose leases have surely ended are removed, all in one change that depends on their rows still standing still.</summary>
    private async Task RemoveStopped(ClusterView view, CancellationToken cancellationToken)
    {
        var stopped = _rows.Stopped(Now, silo.Address, _proofs.Dead);
        if (stopped.IsEmpty || !silo.Lease!.MayStart) return;
        var gone = stopped.Select(static row => row.Silo).ToArray();
        var change = new ClusterChange(view.Without(gone), silo.Services.Ids.NewGuid())
        {
            Beats = [.. stopped.Where(static row => row.Beat is not null).Select(static row => (row.Silo, row.Beat!.Value))],
            Stopped = [.. gone],
        };
        if (!await table.TryChangeAsync(change, cancellationToken).WaitAsync(cancellationToken)) return;
        _proofs.Forget(change.Next);
        LogRemoved(logger, string.Join(", ", gone.AsEnumerable()));
        silo.Adopt(change.Next);
    }

    /// <summary>Rule R5: missing from a newer view, this silo has lost its place.</summary>
    private bool LoseUnlessLeaving()
    {
        if (!_stopping.IsCancellationRequested) Lose("it is missing from the cluster's newest view");
        return silo.IsFenced;
    }

    private void Lose(string reason)
    {
        if (silo.IsFenced) return;
        silo.Fence();
        var text = $"Silo {silo.Address} has lost its place in the cluster: {reason}. It runs nothing more; start its process anew.";
        LogLost(logger, text);
        Lost?.Invoke(text);
        _ = StopRow();
    }

    private async Task StopRow()
    {
        try
        {
            await table.StopAsync(silo.Address, identity.Incarnation, CancellationToken.None);
        }
        catch (Exception failure)
        {
            // Only a help: others see the row stand still.
            LogReadFailed(logger, failure);
        }
    }

    private async Task ChangeAsync(Func<ClusterView, ClusterChange> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var snapshot = await table.ReadAsync(cancellationToken);
            if (!snapshot.View.Contains(silo.Address)) return;
            var next = change(snapshot.View);
            try
            {
                if (!await table.TryChangeAsync(next, cancellationToken)) continue;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // Rule R4: what became of it is read, not guessed.
                LogJoinUnknown(logger, failure);
                await Task.Delay(RetryDelay, silo.Services.Time, cancellationToken);
                if ((await table.ReadAsync(cancellationToken)).ChangeId != next.ChangeId) continue;
            }

            silo.Adopt(next.Next);
            return;
        }

        throw new OrleansException($"Silo {silo.Address} could not change the cluster's view in {AttemptsMax} attempts: other silos changed it each time.");
    }

    [LoggerMessage(LogLevel.Warning, "The membership table could not be read; the silo goes on with the view that it has.")]
    private static partial void LogReadFailed(ILogger logger, Exception failure);

    [LoggerMessage(LogLevel.Warning, "An operation of the membership table has an unknown outcome; the table is asked again.")]
    private static partial void LogJoinUnknown(ILogger logger, Exception failure);

    [LoggerMessage(LogLevel.Warning, "The lease could not be renewed: {Reason} The silo goes on until it ends.")]
    private static partial void LogRenewalFailed(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "Removed from the cluster, as they have surely stopped: {Silos}.")]
    private static partial void LogRemoved(ILogger logger, string silos);

    [LoggerMessage(LogLevel.Warning, "The process of silo {Silo} has ended: its endpoint refuses connections.")]
    private static partial void LogProven(ILogger logger, SiloAddress silo);

    [LoggerMessage(LogLevel.Information, "Silo {Silo} cannot be reached, which does not prove its end: {Reason}")]
    private static partial void LogUnproven(ILogger logger, SiloAddress silo, string reason);

    [LoggerMessage(LogLevel.Critical, "{Text}")]
    private static partial void LogLost(ILogger logger, string text);
}
