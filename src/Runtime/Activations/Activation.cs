using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>A grain in memory: its identity, mailbox, scheduler and state of life in one object.</summary>
/// <remarks>
/// There are millions of these, nearly all idle, so the object holds only what every activation needs (about a hundred bytes); timers, extensions, a service scope and the like hang on
/// <see cref="Extras"/> once something asks for them. It is itself the <see cref="TaskScheduler"/> of its turns: grain code's continuations come back to the mailbox by being queued on it.
/// </remarks>
internal sealed partial class Activation : TaskScheduler, IThreadPoolWorkItem
{
    private Mailbox _mailbox;
    private TurnQueue _turns;
    private RequestBase? _primary;
    private object? _instance;
    private ActivationExtras? _extras;
    private int _lastUsed;
    private volatile ActivationStatus _status;
    private bool _deactivationRequested;

    public Activation(GrainClass grainClass, IdSpan key)
    {
        Class = grainClass;
        Key = key;
        _lastUsed = grainClass.Silo.Clock.Now;
    }

    /// <summary>The activation whose turn this thread runs; null outside of turns.</summary>
    public static new Activation? Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TurnThread.CurrentOrNull?.Activation;
    }

    public GrainClass Class { get; }

    public IdSpan Key { get; }

    public SiloRuntime Silo => Class.Silo;

    public GrainId GrainId => GrainId.Create(Class.GrainType, Key);

    public object? GrainInstance => _instance;

    public ActivationStatus Status => _status;

    /// <summary>The clock's tick at which a turn last started.</summary>
    public int LastUsed => _lastUsed;

    public bool IsBusy => !_mailbox.IsIdle || _turns.Running != 0;

    public int WaitingCalls => _mailbox.Depth + _turns.Waiting;

    public int RunningTurns => _turns.Running;

    /// <summary>Made when first asked for, by whichever thread: a silo that drains its shards asks from outside of the turns.</summary>
    public ActivationExtras Extras => _extras ?? Interlocked.CompareExchange(ref _extras, new ActivationExtras(), null) ?? _extras;

    public ActivationExtras? ExtrasOrNull => _extras;

    /// <summary>The activation for messages: where it is and how busy.</summary>
    public string Describe() => $"activation {GrainId} on {Silo.Address} ({_status}, {_turns.Running} running, {WaitingCalls} waiting)";

    public override string ToString() => Describe();
}

/// <summary>The life of an activation; it only moves forward.</summary>
internal enum ActivationStatus : byte
{
    /// <summary>Made, and waiting for its first turn.</summary>
    Created,

    /// <summary>The grain is being constructed, its state read, <c>OnActivateAsync</c> run.</summary>
    Activating,

    /// <summary>Serving calls.</summary>
    Valid,

    /// <summary><c>OnDeactivateAsync</c> runs; calls wait for the next activation.</summary>
    Deactivating,

    /// <summary>Gone; what still arrives is sent on its way again.</summary>
    Invalid,
}
