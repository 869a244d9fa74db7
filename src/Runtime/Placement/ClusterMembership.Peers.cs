using Orleans.Runtime.Leases;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Transport;

namespace Orleans.Runtime.Placement;

// What follows from what the members say of themselves and of one another.
internal sealed partial class ClusterMembership
{
    private void Tick()
    {
        if (_stopping.IsCancellationRequested || _silo.IsFenced) return;
        _peers.Tick();
        _outage.Tick();
    }

    public void Pinged(SiloAddress from, Ping ping) => _peers.Pinged(from, ping);

    public void Ponged(SiloAddress from) => _peers.Ponged(from);

    public void RefusedBy(SiloAddress voter, SiloAddress refused) => _peers.RefusedBy(voter, refused);

    public void TableAsked(Connection connection, TableQuestion question) => _ = _outage.Answer(connection, question);

    public void TableAnswered(SiloAddress from, TableReply reply) => _outage.Answered(from, reply);

    private async Task ReadRows() => _rows.Replied(Now, await _table.ReadAsync(_stopping.Token));

    /// <summary>Rules R6, R8: only a silo with a lease takes another's.</summary>
    private async Task Revoke(SiloAddress member)
    {
        if (!_silo.Lease!.MayStart) return;
        using var limit = RequestLimit();
        await _table.RevokeAsync(member, _silo.Address, limit.Token).WaitAsync(limit.Token);
    }

    /// <summary>Rule R23: renews for a member that cannot reach the table.</summary>
    private async Task<bool> RenewFor(SiloAddress member, Guid incarnation)
    {
        using var limit = RequestLimit();
        var renewal = await _table.RenewAsync(member, incarnation, limit.Token).WaitAsync(limit.Token);
        _rows.Replied(Now, renewal.Snapshot);
        _silo.Adopt(renewal.Snapshot.View);
        return renewal.IsRenewed;
    }

    private async Task RemoveProven()
    {
        try
        {
            using var limit = RequestLimit();
            var snapshot = await _table.ReadAsync(limit.Token);
            _rows.Replied(Now, snapshot);
            await RemoveStopped(snapshot.View, limit.Token);
        }
        catch (Exception failure)
        {
            // With the next beat the attempt is made again.
            LogRenewalFailed(_logger, failure.Message);
        }
    }
}
