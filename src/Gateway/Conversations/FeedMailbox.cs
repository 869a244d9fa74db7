using System.Threading.Channels;
using OrleansAgents.Grains.Sessions;

namespace OrleansAgents.Gateway;

/// <summary>
/// What waits for one reader of a stream. Never makes the sender wait, and holds a bounded number of events: if the reader is slower than the stream, what waits is dropped and
/// the reader is told to read the log, which has everything. So a client that does not read costs the process no memory that grows.
/// </summary>
internal sealed class FeedMailbox(int eventsMax)
{
    private readonly Lock _gate = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private List<EventHint> _hints = [];
    private int _events;
    private bool _behind;
    private bool _ticked;
    private StreamEnd? _end;

    /// <summary>New events.</summary>
    public void Offer(EventHint hint)
    {
        lock (_gate)
        {
            // A hint without events counts too, or they could be without number.
            _events += Math.Max(1, hint.Events.Count);
            if (_events > eventsMax)
            {
                Overflow();
            }
            else
            {
                _hints.Add(hint);
            }
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Some time has passed: look into the log, in case a hint was lost.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            _ticked = true;
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>There is something in the log that no hint will tell of.</summary>
    public void Lag()
    {
        lock (_gate)
        {
            _behind = true;
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>The stream ends after what waits. The first reason counts.</summary>
    public void End(StreamEnd end)
    {
        lock (_gate)
        {
            _end ??= end;
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Waits for news and takes all of it.</summary>
    public async ValueTask<FeedNews> TakeAsync(CancellationToken cancellationToken)
    {
        await _signal.Reader.ReadAsync(cancellationToken);
        lock (_gate)
        {
            FeedNews news = new(_hints, _behind, _ticked, _end);
            _hints = _hints.Count == 0 ? _hints : [];
            (_events, _behind, _ticked) = (0, false, false);
            return news;
        }
    }

    private void Overflow()
    {
        _hints = [];
        _events = 0;
        _behind = true;
    }
}

/// <summary>What a reader hears at once.</summary>
/// <param name="Hints">In the order of their arrival.</param>
/// <param name="Behind">The log has more than the hints tell.</param>
/// <param name="Ticked">Some time has passed.</param>
/// <param name="End">Why the stream ends; null if it goes on.</param>
internal readonly record struct FeedNews(IReadOnlyList<EventHint> Hints, bool Behind, bool Ticked, StreamEnd? End);

/// <summary>Why the server ends a stream. The names are part of the HTTP API.</summary>
internal enum StreamEnd
{
    /// <summary>The conversation was removed.</summary>
    Deleted,

    /// <summary>The token has ended.</summary>
    Expired,

    /// <summary>The user has opened more streams than they may; the oldest goes.</summary>
    Replaced,

    /// <summary>The process ends.</summary>
    Shutdown,

    /// <summary>The client did not read.</summary>
    Slow,

    /// <summary>The log could not be read.</summary>
    Unavailable,
}
