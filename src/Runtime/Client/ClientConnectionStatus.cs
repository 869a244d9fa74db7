using Microsoft.Extensions.Logging;
using Orleans.Runtime.Transport;

namespace Orleans.Runtime;

/// <summary>The silos that a client is connected to. Observers hear of each change, one after the other and in order.</summary>
/// <param name="observers">Asked for when the first change comes: an observer may itself want the client.</param>
internal sealed partial class ClientConnectionStatus(Lazy<IClusterConnectionStatusObserver[]> observers, ILogger<ClientConnectionStatus> logger)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Connection> _connected = [];

    /// <summary>A silo has accepted the client.</summary>
    public void Connected(Connection connection)
    {
        lock (_gate)
        {
            // A connection that ended just now is or will be reported as gone, perhaps before it comes here.
            if (!connection.IsClosed && _connected.Add(connection)) Tell(_connected.Count - 1);
        }
    }

    public void Gone(Connection connection)
    {
        lock (_gate)
        {
            if (_connected.Remove(connection)) Tell(_connected.Count + 1);
        }
    }

    private void Tell(int before)
    {
        var now = _connected.Count;
        foreach (var observer in observers.Value)
        {
            try
            {
                observer.NotifyGatewayCountChanged(now, before, connectionRecovered: before == 0);
                if (now == 0) observer.NotifyClusterConnectionLost();
            }
            catch (Exception failure)
            {
                LogObserverFailed(logger, observer.GetType(), failure);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The connection observer {Observer} failed; the client goes on.")]
    private static partial void LogObserverFailed(ILogger logger, Type observer, Exception failure);
}
