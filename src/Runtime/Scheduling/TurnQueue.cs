using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>Decides which turn of an activation may start, and holds those that may not yet. Pure: no clock, no thread, no I/O.</summary>
/// <remarks>
/// The rules are those that Orleans documents. One turn at a time. A turn that interleaves starts at once and keeps nobody waiting. Readers run together, and join a running group even if
/// a writer waits (a reader that waited behind a writer which waits for the reader's own caller would be a deadlock); a writer runs alone, so it waits for the whole group and not
/// only for the reader that opened it. Waiting writers keep their order. When a reader is the oldest that waits, every waiting reader starts with it: all of them are compatible.
/// Each decision is O(1) a turn. Used by the owner of the activation only, except <see cref="Waiting"/>, which others may read a little stale.
/// </remarks>
internal struct TurnQueue
{
    private const int Writer = -1;

    private int _running;

    /// <summary>What keeps others waiting: the number of readers, or <see cref="Writer"/>; 0 when at most interleaving turns run.</summary>
    private int _exclusive;
    private WaitingTurns? _waiting;

    public readonly int Running => _running;

    public readonly int Waiting => _waiting?.Count ?? 0;

    public readonly bool HasWaiting => _waiting is { Count: > 0 };

    /// <summary>Whether a turn may start beside those that run now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool MayStart(Turn turn) =>
        _exclusive == 0 || turn.AlwaysInterleaves || (turn.IsReadOnly && _exclusive > 0);

    /// <param name="interleaves">True when the turn keeps nobody waiting.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Started(Turn turn, bool interleaves)
    {
        _running++;
        turn.Interleaves = interleaves;
        if (interleaves) return;
        _exclusive = turn.IsReadOnly ? _exclusive + 1 : Writer;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ended(Turn turn)
    {
        _running--;
        if (turn.Interleaves) return;
        _exclusive = _exclusive == Writer ? 0 : _exclusive - 1;
    }

    public void Wait(Turn turn) => (_waiting ??= new WaitingTurns()).Add(turn);

    /// <summary>The next turn that may start now, in order of arrival; null when none may.</summary>
    public readonly Turn? TakeNext()
    {
        if (_waiting is not { Count: > 0 } waiting) return null;
        var (writer, reader) = (waiting.OldestWriter, waiting.OldestReader);
        if (reader is not null && MayStart(reader) && (_exclusive != 0 || writer is null || reader.Depth - writer.Depth < 0)) return waiting.TakeReader();
        return writer is not null && MayStart(writer) ? waiting.TakeWriter() : null;
    }

    /// <summary>Any turn that waits, whether or not it may start; for emptying the queue.</summary>
    public readonly Turn? TakeAny() => _waiting is not { Count: > 0 } waiting ? null : waiting.OldestWriter is not null ? waiting.TakeWriter() : waiting.TakeReader();
}

/// <summary>Two intrusive rings, of readers and of others, in order of arrival. The sequence that orders their heads lives in <see cref="WorkItem.Depth"/>, which is free once an item has left the mailbox.</summary>
internal sealed class WaitingTurns
{
    private Turn? _writersTail;
    private Turn? _readersTail;
    private int _sequence;
    private volatile int _count;

    public int Count => _count;

    public Turn? OldestWriter => (Turn?)_writersTail?.Next;

    public Turn? OldestReader => (Turn?)_readersTail?.Next;

    public void Add(Turn turn)
    {
        turn.Depth = _sequence++;
        ref var tail = ref turn.IsReadOnly ? ref _readersTail : ref _writersTail;
        turn.Next = tail is null ? turn : tail.Next;
        if (tail is not null) tail.Next = turn;
        tail = turn;
        _count++;
    }

    public Turn TakeReader() => TakeOldest(ref _readersTail);

    public Turn TakeWriter() => TakeOldest(ref _writersTail);

    private Turn TakeOldest(ref Turn? tail)
    {
        var oldest = (Turn)tail!.Next!;
        if (oldest == tail) tail = null;
        else tail.Next = oldest.Next;
        oldest.Next = null;
        _count--;
        return oldest;
    }
}
