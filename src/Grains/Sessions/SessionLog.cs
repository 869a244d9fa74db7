using OrleansAgents.Storage;

namespace OrleansAgents.Grains.Sessions;

/// <summary>
/// A session's end of its event stream: one append at a time, and whatever is asked for meanwhile goes together into the next.
/// </summary>
/// <remarks>
/// <para>Problem. Events come from the person and from the running turn at the same time; each append must name the number that it follows; and each costs a durable write.</para>
/// <para>Scheme. Writes are queued in the order in which the session decided them, each with the snapshot as it was then. A pump takes as many as go together and appends them at once,
/// so the more happens, the more share a write, and no snapshot is ever stored without the events that made it. A write with a key goes alone, since it may be refused for itself.</para>
/// <para>Failure. If an append fails otherwise than by its key, it is unknown what is stored, or another activation writes to the stream. The log is broken then: all that waits fails, and the
/// session's next activation reads anew.</para>
/// </remarks>
internal sealed class SessionLog(IEventLog log, string stream, long position, Action<IReadOnlyList<StoredEvent>> appended)
{
    /// <summary>Writes that may wait: the runner of a turn awaits each, so more means that somebody does not.</summary>
    private const int WaitingMax = 256;

    private readonly Queue<SessionWrite> _waiting = new();
    private bool _isPumping;
    private Exception? _broken;

    /// <summary>The number of the last event that is known to be stored.</summary>
    public long Position { get; private set; } = position;

    /// <summary>True if this activation must not write any more.</summary>
    public bool IsBroken => _broken is not null;

    /// <summary>Ends when the write is durable, with the number of its first event.</summary>
    /// <exception cref="EventKeyException">The key is taken; nothing else is wrong.</exception>
    /// <exception cref="SessionMovedException">The log is broken.</exception>
    public Task<long> WriteAsync(SessionWrite write)
    {
        if (_broken is not null)
        {
            return Task.FromException<long>(new SessionMovedException(stream, _broken));
        }

        if (_waiting.Count >= WaitingMax)
        {
            return Task.FromException<long>(new InvalidOperationException($"{WaitingMax} writes of session '{stream}' wait for the event log; wait for earlier ones before writing more."));
        }

        _waiting.Enqueue(write);
        if (!_isPumping)
        {
            _ = PumpAsync();
        }

        return write.Completion;
    }

    /// <summary>Runs on the activation's scheduler, like all else here; it ends by itself and never throws.</summary>
    private async Task PumpAsync()
    {
        _isPumping = true;
        List<SessionWrite> batch = [];
        while (_broken is null && Take(batch))
        {
            try
            {
                var stored = await log.AppendAsync(Combine(batch));
                var first = Position + 1;
                Position += stored.Count;
                appended(stored);
                foreach (var write in batch)
                {
                    write.Succeed(first);
                    first += write.EventCount;
                }
            }
            catch (EventKeyException taken) when (batch.Count == 1)
            {
                batch[0].Fail(taken);
                if (_waiting.Count > 0)
                {
                    // What waits was decided as if this write had been made.
                    Break([], taken);
                }
            }
            catch (EventLogLimitException full)
            {
                // Nothing was appended, and the stream is as it was; but later writes rest on these, so all fail.
                Break(batch, full);
            }
            catch (Exception failure)
            {
                Break(batch, failure);
            }
        }

        _isPumping = false;
    }

    /// <summary>Takes the writes of the next append.</summary>
    private bool Take(List<SessionWrite> batch)
    {
        batch.Clear();
        var events = 0;
        while (_waiting.TryPeek(out var next) && (batch.Count == 0 || GoesAlong(batch, next, events)))
        {
            batch.Add(_waiting.Dequeue());
            events += next.EventCount;
        }

        return batch.Count > 0;
    }

    private static bool GoesAlong(List<SessionWrite> batch, SessionWrite next, int events)
        => !batch[0].HasKey && !next.HasKey && events + next.EventCount <= EventLogLimits.AppendEventsMax && batch.TrueForAll(static write => !write.Folds) && !next.Folds;

    private EventAppend Combine(List<SessionWrite> batch)
    {
        // One by one, because what a write folds depends on the numbers of the events before it.
        List<NewEvent> events = [];
        FoldedEvents? fold = null;
        foreach (var write in batch)
        {
            fold = write.Build(events, Position) ?? fold;
        }

        return new EventAppend { Stream = stream, ExpectedSequence = Position, Events = events, Snapshot = batch.FindLast(static write => write.Snapshot is not null)?.Snapshot, Title = batch.Find(static write => write.Title is not null)?.Title, Fold = fold };
    }

    private void Break(List<SessionWrite> batch, Exception failure)
    {
        _broken = failure;
        foreach (var write in batch.Concat(_waiting))
        {
            write.Fail(new SessionMovedException(stream, failure));
        }

        _waiting.Clear();
    }
}

/// <summary>Events that a session has decided to append, and its snapshot after them.</summary>
internal class SessionWrite(IReadOnlyList<NewEvent> events, byte[]? snapshot)
{
    private readonly TaskCompletionSource<long> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<long> Completion => _completion.Task;

    public byte[]? Snapshot => snapshot;

    /// <summary>The conversation's new title; null leaves it.</summary>
    public string? Title { get; init; }

    public bool HasKey { get; } = events.Any(static e => e.Key is not null);

    public int EventCount => events.Count;

    /// <summary>True if <see cref="Build"/> may name events to fold.</summary>
    public virtual bool Folds => false;

    /// <summary>Adds the events to an append that follows a position.</summary>
    /// <returns>What they make superfluous.</returns>
    public virtual FoldedEvents? Build(List<NewEvent> append, long position)
    {
        append.AddRange(events);
        return null;
    }

    public void Succeed(long firstSequence) => _completion.TrySetResult(firstSequence);

    public void Fail(Exception failure)
    {
        _completion.TrySetException(failure);

        // Not everybody who wrote awaits it; a failure is told to those who do.
        _ = _completion.Task.Exception;
    }
}

/// <summary>The session goes on in another activation, or is unknown to have stored something; whoever called it may call again.</summary>
public sealed class SessionMovedException(string session, Exception? cause)
    : Exception($"Session '{session}' could not write to its event log and begins anew; try again. {cause?.Message}");
