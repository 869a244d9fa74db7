using Microsoft.Extensions.Logging;

namespace OrleansAgents.Connectors.Mcp;

/// <summary>
/// This silo's connection to a server. It is opened when the first call needs it; when the server is gone, the next call opens another, but not before the server was left alone for a while, which doubles with
/// every failure. Calls meanwhile fail at once, and say why. Only a call that succeeds ends the doubling: a server that starts and dies at every call is one that fails.
/// </summary>
internal sealed partial class McpConnection(string name, McpServerSettings settings, McpOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _closed = new();
    private Task<McpSession>? _opening;
    private DateTimeOffset _restsUntil = DateTimeOffset.MinValue;
    private int _failures;

    /// <summary>The open session.</summary>
    /// <exception cref="McpUnavailableException">There is none, and for now there will be none.</exception>
    public async Task<McpSession> OpenAsync(CancellationToken cancellationToken)
    {
        Task<McpSession> opening;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
            if (_opening is { IsCompletedSuccessfully: true, Result.IsAlive: false })
            {
                Lose(_opening.Result);
            }

            if (_opening is null)
            {
                var now = time.GetUtcNow();
                if (now < _restsUntil)
                {
                    throw new McpUnavailableException(name, _restsUntil - now);
                }

                _opening = StartAsync();
            }

            opening = _opening;
        }

        try
        {
            return await opening.WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan rest;
            lock (_lock)
            {
                if (ReferenceEquals(_opening, opening))
                {
                    _opening = null;
                    Rest();
                    LogNotStarted(name, failure.GetType().Name, failure.Message);
                }

                rest = _restsUntil - time.GetUtcNow();
            }

            throw new McpUnavailableException(name, rest);
        }
    }

    /// <summary>A call has succeeded.</summary>
    public void Succeeded()
    {
        lock (_lock)
        {
            _failures = 0;
        }
    }

    /// <summary>A call has found the session unusable.</summary>
    public void Failed(McpSession session)
    {
        lock (_lock)
        {
            if (_opening is { IsCompletedSuccessfully: true } && ReferenceEquals(_opening.Result, session))
            {
                Lose(session);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<McpSession>? opening;
        lock (_lock)
        {
            _closed.Cancel();
            (opening, _opening) = (_opening, null);
        }

        if (opening is not null)
        {
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (opening.IsCompletedSuccessfully)
            {
                await opening.Result.DisposeAsync();
            }
        }
    }

    /// <summary>The start belongs to all who wait for it, so none of them ends it.</summary>
    private async Task<McpSession> StartAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using CancellationTokenSource patience = new(options.StartTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _closed.Token);
        var session = await McpSession.OpenAsync(settings, options, both.Token);
        LogStarted(name, session.Tools.Count);
        return session;
    }

    private void Lose(McpSession session)
    {
        _opening = null;
        Rest();
        LogGone(name, _restsUntil - time.GetUtcNow());
        _ = DisposeQuietlyAsync(session);
    }

    private void Rest()
    {
        var rest = options.Rest * Math.Pow(2, Math.Min(_failures++, 20));
        _restsUntil = time.GetUtcNow() + (rest < options.RestMax ? rest : options.RestMax);
    }

    private async Task DisposeQuietlyAsync(McpSession session)
    {
        try
        {
            await session.DisposeAsync();
        }
        catch (Exception failure)
        {
            // It is gone either way; how it went may help its operator.
            LogNotClosed(failure, name);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The MCP server {Server} answers; it has {Tools} tools.")]
    private partial void LogStarted(string server, int tools);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The MCP server {Server} could not be started or reached ({Failure}: {Problem}).")]
    private partial void LogNotStarted(string server, string failure, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The MCP server {Server} is gone; it is left alone for {Rest}, then started anew by the next call.")]
    private partial void LogGone(string server, TimeSpan rest);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The connection to the MCP server {Server} ended with a failure.")]
    private partial void LogNotClosed(Exception failure, string server);
}

/// <summary>A server cannot be called now.</summary>
/// <param name="server">Its name.</param>
/// <param name="rest">For how long it is left alone.</param>
internal sealed class McpUnavailableException(string server, TimeSpan rest) : Exception($"The MCP server '{server}' is not available; it is tried again in {rest}.")
{
    public TimeSpan Rest { get; } = rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
}
