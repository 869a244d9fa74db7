using OrleansAgents.Grains.Sessions;

namespace OrleansAgents.Gateway;

/// <summary>
/// Where a reader of a stream stands, and what to do with what it hears: the whole of "no gap, no duplicate" in one place, without time or transport.
/// <para>
/// The log is the truth and numbers its events. A hint carries a run of them that was just appended. If the run continues where the reader stands, it is delivered as it is. If it only
/// repeats, it is dropped. In every other case something lies between that the reader has not seen, because a hint was lost or overtaken, or because deltas were folded away and the
/// numbers jump: then the log is read from where the reader stands, and what it says is delivered. A jump inside a page of the log is a fold and no loss, for the log gives all that there is.
/// </para>
/// </summary>
internal struct FeedPosition(long sequence)
{
    /// <summary>The number of the last event delivered.</summary>
    public long Sequence { get; private set; } = sequence;

    /// <summary>Takes a hint. Events of <paramref name="fresh"/> are to be delivered, and the position has moved past them.</summary>
    public HintUse Take(EventHint hint, out ReadOnlySpan<HintedEvent> fresh)
    {
        fresh = default;
        if (hint.LastSequence <= Sequence)
        {
            return HintUse.Known;
        }

        var events = hint.Events as HintedEvent[] ?? [.. hint.Events];
        var first = 0;
        while (first < events.Length && events[first].Sequence <= Sequence)
        {
            first++;
        }

        var next = Sequence + 1;
        for (var index = first; index < events.Length; index++)
        {
            if (events[index].Sequence != next++)
            {
                return HintUse.ReadLog;
            }
        }

        // The run must also end where the hint says that the stream does: a hint without its events, or with only some, proves that there is more to read.
        if (next - 1 != hint.LastSequence)
        {
            return HintUse.ReadLog;
        }

        fresh = events.AsSpan(first);
        Sequence = hint.LastSequence;
        return HintUse.Deliver;
    }

    /// <summary>Moves past an event of the log. False if it was delivered before.</summary>
    public bool TryPass(long sequence)
    {
        if (sequence <= Sequence)
        {
            return false;
        }

        Sequence = sequence;
        return true;
    }
}

/// <summary>What a hint is good for.</summary>
internal enum HintUse
{
    /// <summary>Its events come next.</summary>
    Deliver,

    /// <summary>All of it was delivered before.</summary>
    Known,

    /// <summary>Something is missing in between.</summary>
    ReadLog,
}
