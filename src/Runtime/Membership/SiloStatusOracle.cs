using System.Net;
using Orleans.Runtime.Placement;

namespace Orleans.Runtime;

/// <summary>The view that this silo follows, in Orleans' words. A silo that has left the view is dead: one leaves it only after it has stopped.</summary>
internal sealed class SiloStatusOracle : ISiloStatusOracle
{
    private readonly SiloRuntime _silo;
    private readonly Lock _gate = new();
    private readonly List<ISiloStatusListener> _listeners = [];
    private ClusterView _told = ClusterView.Empty;

    public SiloStatusOracle(SiloRuntime silo)
    {
        _silo = silo;
        _told = View;
        silo.PlacementChanged += Tell;
    }

    public SiloStatus CurrentStatus => _silo.IsFenced ? SiloStatus.Dead : View.Find(_silo.Address) is { } self ? StatusOf(self) : View.Version == 0 ? SiloStatus.Created : SiloStatus.Dead;

    public string SiloName => _silo.Name;

    public SiloAddress SiloAddress => _silo.Address;

    private ClusterView View => _silo.Map.View;

    public SiloStatus GetApproximateSiloStatus(SiloAddress siloAddress) =>
        siloAddress.Equals(_silo.Address) ? CurrentStatus : View.Find(siloAddress) is { } member ? StatusOf(member) : IsDeadSilo(siloAddress) ? SiloStatus.Dead : SiloStatus.None;

    public Dictionary<SiloAddress, SiloStatus> GetApproximateSiloStatuses(bool onlyActive = false) =>
        Members(onlyActive).ToDictionary(static member => member.Address, StatusOf);

    public SiloAddress[] GetActiveSilos() => [.. Members(onlyActive: true).Select(static member => member.Address)];

    public bool TryGetSiloName(SiloAddress siloAddress, out string? siloName)
    {
        siloName = View.Find(siloAddress)?.Name;
        return siloName is not null;
    }

    public bool IsFunctionalDirectory(SiloAddress siloAddress) => View.Find(siloAddress) is { IsLeaving: false };

    /// <summary>Known only of silos whose successor at the same endpoint is a member: of others nothing is kept once they have left.</summary>
    public bool IsDeadSilo(SiloAddress silo) => !View.Contains(silo) && View.Members.Any(member => member.Address.IsSuccessorOf(silo));

    public bool SubscribeToSiloStatusEvents(ISiloStatusListener observer)
    {
        lock (_gate)
        {
            if (_listeners.Contains(observer)) return false;
            _listeners.Add(observer);
            return true;
        }
    }

    public bool UnSubscribeFromSiloStatusEvents(ISiloStatusListener observer)
    {
        lock (_gate) return _listeners.Remove(observer);
    }

    /// <summary>What is known of each member.</summary>
    public MembershipEntry[] GetEntries(bool onlyActive)
    {
        var now = _silo.Services.Time.GetUtcNow().UtcDateTime;
        return
        [
            .. Members(onlyActive).Select(member => new MembershipEntry
            {
                SiloAddress = member.Address,
                SiloName = member.Name,
                HostName = member.Address.Endpoint.Address.Equals(_silo.Address.Endpoint.Address) ? Dns.GetHostName() : member.Address.Endpoint.Address.ToString(),
                ProxyPort = member.Gateway?.Endpoint.Port ?? 0,
                Status = StatusOf(member),
                StartTime = member.Address.StartedAt,
                IAmAliveTime = now,
            }),
        ];
    }

    private static SiloStatus StatusOf(ClusterMember member) => member.IsLeaving ? SiloStatus.ShuttingDown : SiloStatus.Active;

    private IEnumerable<ClusterMember> Members(bool onlyActive) => View.Members.Where(member => !onlyActive || !member.IsLeaving);

    private void Tell()
    {
        List<(SiloAddress Silo, SiloStatus Status)> changes;
        ISiloStatusListener[] listeners;
        lock (_gate)
        {
            var (before, now) = (_told, View);
            if (now.Version <= before.Version) return;
            _told = now;
            changes = [.. now.Members.Where(member => !Equals(before.Find(member.Address)?.IsLeaving, member.IsLeaving)).Select(static member => (member.Address, StatusOf(member)))];
            changes.AddRange(before.Members.Where(member => !now.Contains(member.Address)).Select(static member => (member.Address, SiloStatus.Dead)));
            listeners = [.. _listeners];
        }

        foreach (var (silo, status) in changes)
        {
            foreach (var listener in listeners)
            {
                try
                {
                    listener.SiloStatusChangeNotification(silo, status);
                }
                catch (Exception failure)
                {
                    _silo.Log.StatusListenerFailed(listener.GetType(), failure);
                }
            }
        }
    }
}

/// <summary>Looks into the table of activations.</summary>
internal sealed class LocalActivationStatusChecker(SiloRuntime silo) : ILocalActivationStatusChecker
{
    public bool IsLocallyActivated(GrainId grainId) => silo.Find(grainId) is not null;
}
