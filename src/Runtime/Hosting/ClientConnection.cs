namespace Orleans;

/// <summary>Decides whether a client that could not connect tries again.</summary>
public interface IClientConnectionRetryFilter
{
    Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken);
}

/// <summary>Hears how a client is connected.</summary>
public interface IClusterConnectionStatusObserver
{
    void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered);

    /// <summary>The last connection broke.</summary>
    void NotifyClusterConnectionLost();
}

/// <summary>The last connection to the cluster broke.</summary>
public delegate void ConnectionToClusterLostHandler(object? sender, EventArgs e);

/// <summary>A gateway was connected or lost.</summary>
public delegate void GatewayCountChangedHandler(object? sender, GatewayCountChangedEventArgs e);

/// <summary>How many gateways a client is connected to.</summary>
public class GatewayCountChangedEventArgs(int currentNumberOfConnectedGateways, int previousNumberOfConnectedGateways) : EventArgs
{
    public int NumberOfConnectedGateways { get; } = currentNumberOfConnectedGateways;

    public int PreviousNumberOfConnectedGateways { get; } = previousNumberOfConnectedGateways;

    /// <summary>True if this is the first connection after none.</summary>
    public bool ConnectionRecovered => PreviousNumberOfConnectedGateways == 0 && NumberOfConnectedGateways > 0;
}
