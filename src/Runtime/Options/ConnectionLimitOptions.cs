using Microsoft.Extensions.Options;

namespace Orleans.Configuration;

/// <summary>What others can make a node hold. Each limit refuses what is above it with a reason; none is reached in ordinary work.</summary>
public class ConnectionLimitOptions
{
    /// <summary>Connections from others, silos and clients together.</summary>
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Requests that came over one connection and have not been answered.</summary>
    public int MaxServedCallsPerConnection { get; set; } = 200_000;

    /// <summary>Bytes that wait to be sent over one connection.</summary>
    public int MaxUnsentBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Calls that wait, unsent, for a silo that has fallen silent: until it is heard again or has been replaced.</summary>
    public int MaxKeptCallsPerConnection { get; set; } = 100_000;

    /// <summary>A peer that stands still in the middle of a frame, reads nothing or answers nothing, a sign of life included, is cut off after this time.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Refuses limits within which nothing could work.</summary>
internal sealed class ConnectionLimitOptionsValidator(IOptions<ConnectionLimitOptions> options) : IConfigurationValidator
{
    private readonly ConnectionLimitOptions _options = options.Value;

    public void ValidateConfiguration()
    {
        Setting.RequireAtLeast<ConnectionLimitOptions>(1, _options.MaxConnections, nameof(ConnectionLimitOptions.MaxConnections));
        Setting.RequireAtLeast<ConnectionLimitOptions>(1, _options.MaxServedCallsPerConnection, nameof(ConnectionLimitOptions.MaxServedCallsPerConnection));
        Setting.RequireAtLeast<ConnectionLimitOptions>(64 * 1024, _options.MaxUnsentBytes, nameof(ConnectionLimitOptions.MaxUnsentBytes));
        Setting.RequireAtLeast<ConnectionLimitOptions>(1, _options.MaxKeptCallsPerConnection, nameof(ConnectionLimitOptions.MaxKeptCallsPerConnection));
        Setting.RequirePeriod<ConnectionLimitOptions>(_options.StallTimeout, nameof(ConnectionLimitOptions.StallTimeout));
    }
}
