using Microsoft.Extensions.Options;

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

/// <summary>Refuses times and counts that no connection could keep.</summary>
internal sealed class ConnectionOptionsValidator(IOptions<ConnectionOptions> options) : IConfigurationValidator
{
    private readonly ConnectionOptions _options = options.Value;

    public void ValidateConfiguration()
    {
        Setting.Require<ConnectionOptions>(_options.ConnectionRetryDelay >= TimeSpan.Zero, nameof(ConnectionOptions.ConnectionRetryDelay), _options.ConnectionRetryDelay, "a time of zero or more is needed");
        Setting.RequireAtLeast<ConnectionOptions>(1, _options.ConnectionsPerEndpoint, nameof(ConnectionOptions.ConnectionsPerEndpoint));
        Setting.RequireLimit<ConnectionOptions>(_options.OpenConnectionTimeout, nameof(ConnectionOptions.OpenConnectionTimeout));
    }
}
