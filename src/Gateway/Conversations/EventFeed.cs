using OrleansAgents.Grains.Sessions;
using OrleansAgents.Storage;

namespace OrleansAgents.Gateway;

/// <summary>
/// One reader of one stream: replays what the client has not seen, then follows.
/// <para>
/// Problem: a client that comes back names the last event it saw, and must get each later one exactly once, whatever process it reaches, while the conversation goes on. Two sources tell of events:
/// the log, complete but to be asked, and hints, at once but unreliable.
/// </para>
/// <para>
/// Scheme: first listen, then read, so that nothing falls between the two. <see cref="FeedPosition"/> decides on every hint whether it continues what was delivered; if not, the log is read.
/// A hint that never comes is found by reading the log every few seconds. One loop does all of it, and waits while the client takes what was written: what arrives meanwhile waits in a
/// <see cref="FeedMailbox"/>, or, if it is too much, in the log.
/// </para>
/// <para>
/// Crash: of this process, the client reconnects elsewhere with its position; of the session's silo, hints stop and the log is read until the next renewal finds the session again.
/// </para>
/// </summary>
internal sealed partial class EventFeed(IEventLog log, HintHub hub, TimeProvider time, ILogger<EventFeed> logger)
{
    /// <summary>Events of one read. A client far behind is served in steps, so that no page is large.</summary>
    private const int PageEvents = 100;

    /// <summary>Delivers events after a number until the sink has enough or the stream ends.</summary>
    /// <returns>Why the server ends the stream; null if the sink has enough.</returns>
    public async Task<StreamEnd?> RunAsync(string stream, long after, FeedMailbox mailbox, IFeedSink sink, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        // Step 8: what the client has not seen, then what happens.
        FeedPosition position = new(after);
        try
        {
            if (!await hub.AttachAsync(stream, mailbox))
            {
                return StreamEnd.Deleted;
            }

            while (true)
            {
                var news = await mailbox.TakeAsync(cancellationToken);
                var read = news.Behind || (news.Ticked && news.Hints.Count == 0);
                foreach (var hint in news.Hints)
                {
                    // What a read will bring anyway need not be looked at one by one: every hint is sent after its events are in the log.
                    read = read || Take(hint, ref position, sink) == HintUse.ReadLog;
                }

                if (!read)
                {
                    await sink.FlushAsync(cancellationToken);
                }
                else if (await ReadAsync(stream, position, sink, cancellationToken) is { } moved)
                {
                    position = moved;
                }
                else
                {
                    return StreamEnd.Unavailable;
                }

                if (sink.HasEnough)
                {
                    return null;
                }

                if (news.End is { } end)
                {
                    return end;
                }

                if (news.Ticked && time.GetUtcNow() >= expiresAt)
                {
                    return StreamEnd.Expired;
                }

                if (news.Ticked)
                {
                    await sink.TickAsync(cancellationToken);
                }
            }
        }
        finally
        {
            await hub.DetachAsync(stream, mailbox);
        }
    }

    private static HintUse Take(EventHint hint, ref FeedPosition position, IFeedSink sink)
    {
        var use = position.Take(hint, out var fresh);
        foreach (var hinted in fresh)
        {
            sink.Write(new StoredEvent(hinted.Sequence, hinted.Kind, hinted.At, hinted.Data), FeedSource.Hint);
        }

        return use;
    }

    /// <summary>Reads to the end of the log. Null if it cannot be read: the client is better off with another process than with silence.</summary>
    private async Task<FeedPosition?> ReadAsync(string stream, FeedPosition position, IFeedSink sink, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredEvent> page;
        do
        {
            try
            {
                page = await log.ReadAsync(stream, position.Sequence, PageEvents, cancellationToken);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                LogUnreadable(stream, problem);
                return null;
            }

            foreach (var stored in page)
            {
                if (position.TryPass(stored.Sequence))
                {
                    sink.Write(stored, FeedSource.Log);
                }
            }

            await sink.FlushAsync(cancellationToken);
        }
        while (page.Count == PageEvents && !sink.HasEnough);
        return position;
    }

    [LoggerMessage(LogLevel.Error, "Stream {Stream} cannot be read; its reader is sent away")]
    private partial void LogUnreadable(string stream, Exception problem);
}

/// <summary>Where events go.</summary>
internal interface IFeedSink
{
    /// <summary>True once nothing more is wanted.</summary>
    bool HasEnough { get; }

    /// <summary>Takes an event; it need not go out before the next flush.</summary>
    void Write(StoredEvent stored, FeedSource source);

    /// <summary>Sends what was taken, and waits while the receiver does not read.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>Some seconds have passed.</summary>
    ValueTask TickAsync(CancellationToken cancellationToken);
}

/// <summary>How an event was learned of.</summary>
internal enum FeedSource
{
    Hint,
    Log,
}
