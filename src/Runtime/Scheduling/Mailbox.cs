using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>
/// The inbox of an activation: one word. Null means idle; <see cref="Owned"/> means that a thread runs the activation and nothing new has come;
/// anything else is the newest item of a chain, newest first.
/// </summary>
/// <remarks>
/// A push is one compare-and-swap and tells the pusher whether it must have the activation scheduled. Only the owner takes: one exchange yields everything,
/// and reversing the chain restores the order of arrival. The owner gives the activation up with one more compare-and-swap, which fails if something came.
/// No queue object exists, so an idle activation pays eight bytes for its mailbox.
/// </remarks>
internal struct Mailbox
{
    private static readonly WorkItem Owned = new OwnedMarker();
    private WorkItem? _newest;

    /// <summary>Adds an item. Returns true when the activation was idle, so that the caller must schedule it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Push(WorkItem item)
    {
        var seen = _newest;
        while (true)
        {
            item.Next = seen;
            item.Depth = seen is null ? 1 : seen.Depth + 1;
            var found = Interlocked.CompareExchange(ref _newest, item, seen);
            if (found == seen) return seen is null;
            seen = found;
        }
    }

    /// <summary>Items that wait here, not counting those that the owner has taken.</summary>
    public readonly int Depth => _newest?.Depth ?? 0;

    public readonly bool IsIdle => _newest is null;

    /// <summary>Takes everything that waits, oldest first. Only for the owner.</summary>
    public WorkItem? TakeAll()
    {
        var newest = Interlocked.Exchange(ref _newest, Owned);
        WorkItem? oldest = null;
        while (newest is not null && newest != Owned)
        {
            var next = newest.Next;
            newest.Next = oldest;
            oldest = newest;
            newest = next;
        }

        return oldest;
    }

    /// <summary>Gives the activation up if nothing waits. Only for the owner.</summary>
    public bool TryRelease() => Interlocked.CompareExchange(ref _newest, null, Owned) == Owned;

    private sealed class OwnedMarker : WorkItem
    {
        internal override void RunIn(Activation activation) => throw new InvalidOperationException("The mailbox's marker was run.");
    }
}
