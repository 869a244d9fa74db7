using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using OrleansAgents.Grains.Sessions;

namespace OrleansAgents.Gateway;

/// <summary>
/// The process's ear: one observer for all sessions that have a reader here, whatever their number, and who reads which.
/// <para>
/// A session keeps its listeners in memory and forgets them when it moves or crashes, and after <see cref="SessionLimits.HintsFor"/>; so they are renewed every minute. Nothing depends on a hint's
/// arrival: every few seconds (<see cref="LimitOptions.StreamLookSeconds"/>) the readers look into the log themselves.
/// </para>
/// </summary>
internal sealed partial class HintHub(IGrainFactory grains, IOptions<LimitOptions> options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<HintHub> logger) : IHostedService, IEventHints
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _tickEvery = TimeSpan.FromSeconds(options.Value.StreamLookSeconds);
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, ImmutableArray<FeedMailbox>> _readers = new();
    private IEventHints? _self;
    private ITimer? _timer;
    private int _ticks;
    private bool _stopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(static state => ((HintHub)state!).Tick(), this, _tickEvery, _tickEvery);

        // Streams would keep the server from stopping, so they end before it waits for its connections.
        lifetime.ApplicationStopping.Register(Shutdown);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Appended(EventHint hint)
    {
        if (_readers.TryGetValue(hint.Stream, out var readers))
        {
            foreach (var reader in readers)
            {
                reader.Offer(hint);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Adds a reader, and asks the session for hints. A session that cannot be reached now is asked again later; until then the log is read.</summary>
    /// <returns>False if there is no such conversation.</returns>
    public async Task<bool> AttachAsync(string stream, FeedMailbox reader)
    {
        lock (_gate)
        {
            _readers[stream] = _readers.GetValueOrDefault(stream, []).Add(reader);
            if (_stopping)
            {
                reader.End(StreamEnd.Shutdown);
            }
        }

        // From here on every append is heard of or found in the log; what came before is only in the log.
        reader.Lag();
        return await SubscribeAsync(stream);
    }

    /// <summary>Removes a reader; the last one ends the hints.</summary>
    public async Task DetachAsync(string stream, FeedMailbox reader)
    {
        lock (_gate)
        {
            var readers = _readers.GetValueOrDefault(stream, []).Remove(reader);
            if (!readers.IsEmpty)
            {
                _readers[stream] = readers;
                return;
            }

            _readers.TryRemove(stream, out _);
        }

        try
        {
            await Session(stream).Unsubscribe(Self());
        }
        catch (Exception problem)
        {
            // They end by themselves in two minutes.
            LogNotUnsubscribed(stream, problem.Message);
        }

        if (_readers.ContainsKey(stream))
        {
            // Somebody came in between, and the two calls may have met the session in either order.
            await SubscribeAsync(stream);
        }
    }

    /// <summary>The conversation is gone; its readers here end now, those of other processes at their next renewal.</summary>
    public void Deleted(string stream)
    {
        foreach (var reader in _readers.GetValueOrDefault(stream, []))
        {
            reader.End(StreamEnd.Deleted);
        }
    }

    private async Task<bool> SubscribeAsync(string stream)
    {
        try
        {
            return await Session(stream).Subscribe(Self()) is not null;
        }
        catch (Exception problem)
        {
            LogNotSubscribed(stream, problem.Message);
            return true;
        }
    }

    private void Tick()
    {
        var renew = Interlocked.Increment(ref _ticks) % (int)(RenewEvery / _tickEvery) == 0;
        foreach (var (stream, readers) in _readers)
        {
            foreach (var reader in readers)
            {
                reader.Tick();
            }

            if (renew)
            {
                _ = RenewAsync(stream);
            }
        }
    }

    private async Task RenewAsync(string stream)
    {
        if (!await SubscribeAsync(stream))
        {
            Deleted(stream);
        }
    }

    private void Shutdown()
    {
        lock (_gate)
        {
            _stopping = true;
            foreach (var reader in _readers.Values.SelectMany(static readers => readers))
            {
                reader.End(StreamEnd.Shutdown);
            }
        }
    }

    private ISessionGrain Session(string stream) => grains.GetGrain<ISessionGrain>(stream);

    /// <summary>Made when first needed, since the silo must run. The factory holds its target weakly; this object lives as long as the process.</summary>
    private IEventHints Self()
    {
        lock (_gate)
        {
            return _self ??= grains.CreateObjectReference<IEventHints>(this);
        }
    }

    [LoggerMessage(LogLevel.Warning, "No hints for stream {Stream} for now; its readers look into the log every few seconds: {Reason}")]
    private partial void LogNotSubscribed(string stream, string reason);

    [LoggerMessage(LogLevel.Debug, "Hints for stream {Stream} were not ended: {Reason}")]
    private partial void LogNotUnsubscribed(string stream, string reason);
}
