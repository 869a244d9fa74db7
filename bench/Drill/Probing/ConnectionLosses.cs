using System.Diagnostics;
using Orleans.Runtime;

namespace OrleansAgents.Drill.Probing;

/// <summary>When the client last noticed that a connection to a silo had ended: what it sent over it before was in flight.</summary>
internal sealed class ConnectionLosses : IClusterConnectionStatusObserver
{
    private readonly Lock _gate = new();
    private readonly List<long> _losses = [];

    /// <summary>The first loss after a time; null if there was none.</summary>
    public long? FirstAfter(long time)
    {
        lock (_gate)
        {
            return _losses.Where(loss => loss >= time).Cast<long?>().FirstOrDefault();
        }
    }

    public void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered)
    {
        if (currentNumberOfGateways >= previousNumberOfGateways)
        {
            return;
        }

        lock (_gate)
        {
            _losses.Add(Stopwatch.GetTimestamp());
        }
    }

    public void NotifyClusterConnectionLost()
    {
    }
}
