using System.ComponentModel;

namespace Orleans.Runtime;

/// <summary>Something that runs inside an activation: a request, the continuation of a call, a task, a timer's tick. Also the node of the mailbox's intrusive list.</summary>
/// <remarks>Public only because generated requests derive from it; applications have no use for it.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WorkItem
{
    /// <summary>The next node of whichever list holds this item; an item is in at most one list at a time.</summary>
    internal WorkItem? Next;

    /// <summary>Length of the mailbox chain that ends in this item, set when it is pushed: the queue's bound costs no counter of its own.</summary>
    internal int Depth;

    private protected WorkItem()
    {
    }

    /// <summary>Runs on the activation's turn, by its owner thread.</summary>
    internal abstract void RunIn(Activation activation);
}
