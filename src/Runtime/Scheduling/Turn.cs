using System.ComponentModel;

namespace Orleans.Runtime;

/// <summary>A work item that needs admission: it starts only when it may run beside what the activation already runs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Turn : WorkItem
{
    private protected Turn()
    {
    }

    /// <summary>Set while the turn runs: whether it keeps nobody waiting.</summary>
    internal bool Interleaves;

    /// <summary>True when the turn may start whatever else runs.</summary>
    internal virtual bool AlwaysInterleaves => false;

    /// <summary>True when the turn may run beside other readers.</summary>
    internal virtual bool IsReadOnly => false;

    /// <summary>True when the activation is no longer idle for having run the turn.</summary>
    internal virtual bool CountsAsUse => true;

    /// <summary>Starts the turn. Returns true when it has already ended; otherwise it calls <see cref="Activation.EndTurn"/> later, inside the activation.</summary>
    internal abstract bool Start(Activation activation);

    /// <summary>The activation's last touch: the turn has ended and been counted out.</summary>
    internal abstract void Complete();

    /// <summary>The turn never ran, and will not run here: the activation failed (<paramref name="failure"/>) or moved.</summary>
    internal abstract void Abandon(Activation activation, Exception? failure);

    internal sealed override void RunIn(Activation activation)
    {
        if (!TryResume(activation)) activation.Admit(this);
    }

    /// <summary>A request that comes back as its caller's continuation runs at once and is never admitted.</summary>
    internal virtual bool TryResume(Activation activation) => false;
}
