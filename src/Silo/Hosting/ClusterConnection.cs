using Orleans.Runtime;

namespace OrleansAgents.Silo;

/// <summary>
/// A client's way to its cluster: it waits for silos that are not there yet, since processes start in any order, and tells how many it is connected to. What waiting does not mend ends the start:
/// a store that cannot be used, silos that refuse this process.
/// </summary>
internal sealed partial class ClusterConnection(TimeProvider time, ILogger<ClusterConnection> logger) : IClientConnectionRetryFilter, IClusterConnectionStatusObserver, IReadiness
{
    /// <summary>Soon enough for a person who starts a cluster by hand, and seldom enough to be no load on the store.</summary>
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);

    private volatile int _silos;
    private int _attempts;

    public string Name => "cluster";

    public string State => _silos > 0 ? "ok" : "not connected to any silo";

    /// <inheritdoc/>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not (OrleansMessageRejectionException or TimeoutException or IOException))
        {
            return false;
        }

        // One line for each attempt would bury the others of a long wait.
        if (int.IsPow2(++_attempts))
        {
            LogWaiting(_attempts, exception.Message);
        }

        await Task.Delay(RetryEvery, time, cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered)
    {
        _silos = currentNumberOfGateways;
        if (connectionRecovered)
        {
            LogConnected();
        }
    }

    /// <inheritdoc/>
    public void NotifyClusterConnectionLost()
    {
        _silos = 0;
        LogLost();
    }

    [LoggerMessage(LogLevel.Warning, "No silo of the cluster is there after {Attempts} attempts; trying again every second: {Reason}")]
    private partial void LogWaiting(int attempts, string reason);

    [LoggerMessage(LogLevel.Information, "Connected to the cluster")]
    private partial void LogConnected();

    [LoggerMessage(LogLevel.Warning, "The last connection to the cluster broke; requests are refused with 503 until a silo is there")]
    private partial void LogLost();
}
