using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Leases;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Transport;

namespace Orleans.Runtime.Placement;

/// <summary>Keeps a silo in step with the membership table: joins, renews its lease, follows views, removes members that have stopped, hands over and leaves.</summary>
/// <remarks>
/// <para>Problem. A grain must not run on two silos at once, though silos die, hang, are cut off from one another or from the table, and wake up again; and a silo that dies should cost a moment for its own grains and nothing for the others. Nobody can
/// tell a dead silo from a slow one by waiting for it, and two silos never see the same moment.</para>
/// <para>Scheme. Who owns a grain is computed from the view, a list of members with a version, which a small table with compare-and-swap agrees on. A silo runs only while it holds a lease, which it gets by raising its beat in the table and counts on its own
/// clock from when it asked (<see cref="LeaseClock"/>, rules R2, R3, R5). Whoever has seen a member's beat stand still for the length of a lease, and the difference of two clocks, knows that the member runs nothing any more (<see cref="RowWatch"/>, R7, R9).
/// So a silo leaves the view only after it has stopped, never the other way round. Whoever sees a view may trust that those missing from it do nothing, and waits for none of them.</para>
/// <para>Normal mode. Four renewals in the length of a lease; each answer brings the view and all beats. Ten pings a second between members say who is there and repeat what was announced of shards (<see cref="PeerMonitor"/>, R14).</para>
/// <para>Change. Views are adopted in order of version and may be jumped over. A silo drains the shards that a view takes from it, says so shard by shard, and claims those that it gains when every other member has said that it follows exactly this view without them
/// (<see cref="ShardClaims"/>, R13 to R16). One that leaves first owns nothing (R10).</para>
/// <para>Crash. A process that has ended is proven by its endpoint, which refuses, and leaves the view at once (<see cref="DeathProofs"/>, R11, R12). One that hangs is removed when its lease has ended. One that renews and cannot be reached by others loses its right
/// to renew (<see cref="PeerWatch"/>, R8). A silo whose renewal is refused, or that is missing from a newer view, is at its end: it runs nothing more, says so in its row when the last segment has ended (R5), and its process should be started anew.</para>
/// <para>Outage of the table. No view can change, so nobody can be given another's shards. Silos go on as long as a majority agrees that nobody reaches the table, or stop with their leases (<see cref="OutageRenewal"/>, R23).</para>
/// <para>Why it holds. Every grant of a lease raised the beat in its transaction, and was asked for before it was granted. So a beat that has stood still for a lease means that the lease has ended; and the removal depends on the beat being the same still, so no
/// renewal can slip in between. A claim in a view needs the word of every member of exactly that view: one that still runs the shard has not given it, and one that is missing from the view has stopped.</para>
/// </remarks>
internal sealed partial class ClusterMembership : IPeerReceiver, IDisposable
{
    // Every attempt that fails means that another silo changed the view first; a cluster in which this happens so often is not settling.
    private const int AttemptsMax = 100;

    private const string Removed = "another silo removed it: it had not renewed its lease in time, or could not be reached";

    // After an operation whose outcome is unknown.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    // Between two looks whether the last segment of a silo that has lost its place has ended.
    private static readonly TimeSpan SegmentPoll = TimeSpan.FromMilliseconds(5);

    // A member that does not say within this that it follows a view is hung, and need not be waited for.
    private static readonly TimeSpan FollowLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FollowPoll = TimeSpan.FromMilliseconds(10);

    private readonly SiloRuntime _silo;
    private readonly IClusterTable _table;
    private readonly ClusterConstants _constants;
    private readonly SiloIdentity _identity;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly RowWatch _rows;
    private readonly PeerMonitor _peers;
    private readonly OutageRenewal _outage;
    private IDisposable? _watch;
    private ITimer? _renewal;
    private ITimer? _ping;
    private int _renewing;

    public ClusterMembership(SiloRuntime silo, IClusterTable table, ClusterLeaseOptions options, SiloIdentity identity, ILogger logger)
    {
        (_silo, _table, _constants, _identity, _logger) = (silo, table, options.Constants, identity, logger);
        _clock = silo.Lease?.Time ?? silo.Services.Time;
        _rows = new RowWatch(_constants, _clock.TimestampFrequency);
        _peers = new PeerMonitor(silo, identity, options, _rows, _clock, logger, _stopping.Token) { ReadRows = ReadRows, Proven = () => _ = RemoveProven(), Revoke = Revoke };
        _outage = new OutageRenewal(silo, identity, options, _rows, _peers.Watch, _clock, logger) { RenewFor = RenewFor, Renewed = sentAt => silo.Lease?.Confirmed(sentAt), Refused = () => Lose(Removed) };
    }

    /// <summary>Told once, with the reason, when this silo has lost its place.</summary>
    public Action<string>? Lost { get; init; }

    /// <summary>What happens while the table is away.</summary>
    internal OutageRenewal Outage => _outage;

    private long Now => _clock.GetTimestamp();

    /// <summary>Rule R1: adds this silo to the view. A former member of the same endpoint leaves in the same change if its process must have ended, since this one listens there now.</summary>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        _silo.RefreshView = new SharedRefresh(RefreshAsync).Run;
        if (_silo.Lease is not null)
        {
            _silo.MissingFromView = LoseUnlessLeaving;
            _silo.PeerLost = peer => _ = _peers.Probe(peer);
            _silo.Messages.Peers = this;
        }

        await _table.OpenAsync(_constants, cancellationToken);
        _watch = _table.Watch(() => _ = _silo.RefreshViewAsync());
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            try
            {
                var snapshot = await _table.ReadAsync(cancellationToken);
                var sentAt = Now;
                var change = Joining(snapshot);
                if (await _table.TryChangeAsync(change, cancellationToken))
                {
                    Joined(sentAt, change.Next);
                    return;
                }
            }
            catch (Exception failure) when (failure is not (OrleansConfigurationException or OperationCanceledException) && attempt + 1 < AttemptsMax)
            {
                LogJoinUnknown(_logger, failure);
                await Task.Delay(RetryDelay, _silo.Services.Time, cancellationToken);
            }

            // The change may have been made though its answer was lost: then the row is there, and a renewal grants the lease (rules R1, R4).
            if (attempt > 0 && await TryRenewAfterJoin(cancellationToken)) return;
        }

        throw new OrleansException($"Silo {_silo.Address} could not join the cluster in {AttemptsMax} attempts: other silos changed the view each time, or another process has used the address with this generation.");
    }

    /// <summary>Rule R10: owns nothing any more, waits until nothing is left to hand over, and leaves the view.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (_silo.IsFenced) return;
        await ChangeAsync(view => new ClusterChange(view.Leaving(_silo.Address), _silo.Services.Ids.NewGuid()), cancellationToken);
        if (_silo.IsFenced) return;
        await _silo.WhenNothingIsHeld(cancellationToken);
        await WhenFollowed(_silo.Version, cancellationToken);
        await _stopping.CancelAsync();
        await ChangeAsync(view => new ClusterChange(view.Without(_silo.Address), _silo.Services.Ids.NewGuid()) { Stopped = [_silo.Address] }, cancellationToken);
    }

    /// <summary>Reads the table and adopts what is newer.</summary>
    private async Task RefreshAsync()
    {
        try
        {
            _silo.Adopt((await _table.ReadAsync(CancellationToken.None)).View);
        }
        catch (Exception failure)
        {
            if (!_stopping.IsCancellationRequested) LogReadFailed(_logger, failure);
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _renewal?.Dispose();
        _ping?.Dispose();
        _watch?.Dispose();
    }

    private ClusterChange Joining(ClusterSnapshot snapshot)
    {
        var former = snapshot.View.Members.Where(member => member.Address.Endpoint.Equals(_silo.Address.Endpoint) && HasEnded(snapshot.Find(member.Address))).ToArray();
        return new ClusterChange(snapshot.View.Next(snapshot.View.Members.Except(former).Append(_identity.Member)), _silo.Services.Ids.NewGuid())
        {
            Joining = _identity.Row,
            Stopped = [.. former.Select(member => member.Address)],
        };
    }

    // Rule R12c: two processes of one host cannot listen at one endpoint. On another host the former one may still run behind an address that has moved; it is removed when its row stands still.
    private bool HasEnded(SiloRow? row) => row is null || row.State == SiloRowState.Stopped || row.HostId == _identity.HostId;

    private async Task<bool> TryRenewAfterJoin(CancellationToken cancellationToken)
    {
        try
        {
            var sentAt = Now;
            var renewal = await _table.RenewAsync(_silo.Address, _identity.Incarnation, cancellationToken);
            if (!renewal.IsRenewed || !renewal.Snapshot.View.Contains(_silo.Address)) return false;
            Joined(sentAt, renewal.Snapshot.View);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogJoinUnknown(_logger, failure);
            return false;
        }
    }

    private void Joined(long sentAt, ClusterView view)
    {
        _silo.Lease?.Confirmed(sentAt);
        _silo.Adopt(view);
        if (_silo.Lease is null) return;
        _renewal = _silo.Services.Time.CreateTimer(static membership => _ = ((ClusterMembership)membership!).Renew(), this, _constants.Lease / 4, _constants.Lease / 4);
        _ping = _silo.Services.Time.CreateTimer(static membership => ((ClusterMembership)membership!).Tick(), this, PeerWatch.PingPeriod, PeerWatch.PingPeriod);
    }

    /// <summary>Rules R2, R3, R7, R9: one beat. One that takes too long is left to itself, and the next begins.</summary>
    private async Task Renew()
    {
        if (_stopping.IsCancellationRequested || _silo.IsFenced || Interlocked.Exchange(ref _renewing, 1) == 1) return;
        try
        {
            using var limit = RequestLimit();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping.Token);
            var sentAt = Now;
            var renewal = await _table.RenewAsync(_silo.Address, _identity.Incarnation, either.Token).WaitAsync(either.Token);
            if (!renewal.IsRenewed)
            {
                if (!_stopping.IsCancellationRequested) Lose(Removed);
                return;
            }

            _silo.Lease!.Confirmed(sentAt);
            _rows.Replied(Now, renewal.Snapshot);
            _silo.Adopt(renewal.Snapshot.View);
            await RemoveStopped(renewal.Snapshot.View, either.Token);
        }
        catch (Exception failure)
        {
            if (!_stopping.IsCancellationRequested) LogRenewalFailed(_logger, failure.Message);
        }
        finally
        {
            Volatile.Write(ref _renewing, 0);
        }
    }

    /// <summary>Rule R2: no request to the table is waited for longer than until the next beat.</summary>
    private CancellationTokenSource RequestLimit() => new(_constants.Lease / 4, _silo.Services.Time);

    /// <summary>Rules R6, R9: members whose leases have surely ended are removed, all in one change that depends on their rows still standing still.</summary>
    private async Task RemoveStopped(ClusterView view, CancellationToken cancellationToken)
    {
        var stopped = _rows.Stopped(Now, _silo.Address, _peers.Proofs.Dead);
        if (stopped.IsEmpty || !_silo.Lease!.MayStart) return;
        var gone = stopped.Select(static row => row.Silo).ToArray();
        var change = new ClusterChange(view.Without(gone), _silo.Services.Ids.NewGuid())
        {
            Beats = [.. stopped.Where(static row => row.Beat is not null).Select(static row => (row.Silo, row.Beat!.Value))],
            Stopped = [.. gone],
        };
        if (!await _table.TryChangeAsync(change, cancellationToken).WaitAsync(cancellationToken)) return;
        _peers.Proofs.Forget(change.Next);
        LogRemoved(_logger, string.Join(", ", gone.AsEnumerable()));
        _silo.Adopt(change.Next);
    }

    /// <summary>Waits until the others follow a view, so that each of them knows that this silo leaves in order and is not removed.</summary>
    private async Task WhenFollowed(long version, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; waited < FollowLimit && !_silo.IsFollowed(version); waited += FollowPoll) await Task.Delay(FollowPoll, _silo.Services.Time, cancellationToken);
    }

    /// <summary>Rule R5: missing from a newer view, this silo has lost its place.</summary>
    private bool LoseUnlessLeaving()
    {
        if (!_stopping.IsCancellationRequested) Lose("it is missing from the cluster's newest view");
        return _silo.IsFenced;
    }

    private void Lose(string reason)
    {
        if (_silo.IsFenced) return;
        _silo.Fence();
        var text = $"Silo {_silo.Address} has lost its place in the cluster: {reason}. It runs nothing more; start its process anew.";
        LogLost(_logger, text);
        Lost?.Invoke(text);
        _ = StopRow();
    }

    /// <summary>Rule R5: others may take over at once when the row says that nothing runs any more; so it says that only when no segment does. A segment that goes on until the lease ends is the guard's business, and the row stands still.</summary>
    private async Task StopRow()
    {
        try
        {
            while (_silo.RunsSegments())
            {
                if (_silo.Lease is not { MaySend: true }) return;
                await Task.Delay(SegmentPoll, _silo.Services.Time);
            }

            await _table.StopAsync(_silo.Address, _identity.Incarnation, CancellationToken.None);
        }
        catch (Exception failure)
        {
            // Only a help: others see the row stand still.
            LogReadFailed(_logger, failure);
        }
    }

    private async Task ChangeAsync(Func<ClusterView, ClusterChange> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var snapshot = await _table.ReadAsync(cancellationToken);
            if (!snapshot.View.Contains(_silo.Address))
            {
                // Removed before it knew: then it has nothing to hand over, and must not wait for it.
                _silo.Adopt(snapshot.View);
                return;
            }

            var next = change(snapshot.View);
            try
            {
                if (!await _table.TryChangeAsync(next, cancellationToken)) continue;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // Rule R4: what became of it is read, not guessed.
                LogJoinUnknown(_logger, failure);
                await Task.Delay(RetryDelay, _silo.Services.Time, cancellationToken);
                if ((await _table.ReadAsync(cancellationToken)).ChangeId != next.ChangeId) continue;
            }

            _silo.Adopt(next.Next);
            return;
        }

        throw new OrleansException($"Silo {_silo.Address} could not change the cluster's view in {AttemptsMax} attempts: other silos changed it each time.");
    }

    [LoggerMessage(LogLevel.Warning, "The membership table could not be read; the silo goes on with the view that it has.")]
    private static partial void LogReadFailed(ILogger logger, Exception failure);

    [LoggerMessage(LogLevel.Warning, "An operation of the membership table has an unknown outcome; the table is asked again.")]
    private static partial void LogJoinUnknown(ILogger logger, Exception failure);

    [LoggerMessage(LogLevel.Warning, "The lease could not be renewed: {Reason} The silo goes on until it ends.")]
    private static partial void LogRenewalFailed(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "Removed from the cluster, as they have surely stopped: {Silos}.")]
    private static partial void LogRemoved(ILogger logger, string silos);

    [LoggerMessage(LogLevel.Critical, "{Text}")]
    private static partial void LogLost(ILogger logger, string text);
}
