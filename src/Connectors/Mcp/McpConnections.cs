using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Connectors.Mcp;

/// <summary>This silo's connections to MCP servers. Its settings say which there may be; what it started ends with it.</summary>
internal sealed class McpConnections(IOptions<McpOptions> options, TimeProvider time, ILogger<McpConnections> logger) : IAgentConnector, IHostedService, IAsyncDisposable
{
    private readonly McpOptions _options = options.Value;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, McpConnection> _connections = [];
    private bool _isClosed;

    /// <inheritdoc/>
    public EndpointKind Kind => EndpointKind.Mcp;

    /// <inheritdoc/>
    public IAgentHandler HandlerOf(AgentManifest agent) => new McpAgent(agent, this, _options, time, logger);

    /// <summary>The connection to an address of a manifest; null if the settings do not allow one.</summary>
    public McpConnection? Of(string address)
    {
        if (SettingsOf(address) is not { } settings)
        {
            return null;
        }

        lock (_lock)
        {
            if (_connections.TryGetValue(address, out var known))
            {
                return known;
            }

            return _isClosed || _connections.Count >= _options.ConnectionsMax ? null : _connections[address] = new McpConnection(address, settings, _options, time, logger);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask().WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        List<McpConnection> open;
        lock (_lock)
        {
            _isClosed = true;
            open = [.. _connections.Values];
            _connections.Clear();
        }

        await Task.WhenAll(open.Select(static connection => connection.DisposeAsync().AsTask()));
    }

    private McpServerSettings? SettingsOf(string address)
    {
        if (_options.Servers.TryGetValue(address, out var named))
        {
            return named;
        }

        return Uri.TryCreate(address, UriKind.Absolute, out var url) && _options.AllowedUrls.Any(allowed => IsWithin(url, new Uri(allowed))) ? new McpServerSettings { Url = address } : null;
    }

    /// <summary>Compared after parsing, so that no dots and escapes lead out of the allowed path.</summary>
    private static bool IsWithin(Uri url, Uri allowed)
    {
        var (path, root) = (url.AbsolutePath, allowed.AbsolutePath.TrimEnd('/'));
        return url.UserInfo.Length == 0
            && Uri.Compare(url, allowed, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0
            && !path.Contains('%', StringComparison.Ordinal)
            && (path == root || path.StartsWith(root + "/", StringComparison.Ordinal));
    }
}
