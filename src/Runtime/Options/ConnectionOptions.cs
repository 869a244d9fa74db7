namespace Orleans.Configuration;

/// <summary>Connections between silos and from clients.</summary>
public class ConnectionOptions
{
    public static readonly TimeSpan DEFAULT_OPENCONNECTION_TIMEOUT = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait after a failed attempt before the next one.</summary>
    public TimeSpan ConnectionRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Accepted without effect: one connection carries all calls between two endpoints.</summary>
    public int ConnectionsPerEndpoint { get; set; } = 1;

    /// <summary>How long an attempt to connect may take.</summary>
    public TimeSpan OpenConnectionTimeout { get; set; } = DEFAULT_OPENCONNECTION_TIMEOUT;
}
