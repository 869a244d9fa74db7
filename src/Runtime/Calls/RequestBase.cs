using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using Orleans.CodeGeneration;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>One call of a grain method, from the caller's proxy to the caller's continuation. Generated code derives one class a method.</summary>
/// <remarks>
/// <para>One pooled object is everything that a call needs: the arguments, the node in the callee's mailbox, the turn that runs, the source that the caller awaits, the entry of the time-out
/// sweep, the correlation id of the wire, and the node in the caller's mailbox when the answer comes back. So a call between two grains of one silo allocates nothing.</para>
/// <para><b>Who may touch it.</b> The caller fills it and gives it away by <see cref="CallRuntime.Dispatch"/>. Then it belongs to the callee's turn until <see cref="Complete"/>, and after that to the caller, who
/// recycles it by fetching the result. The word <see cref="_state"/> holds a version and a status. Whoever moves the status from pending decides the outcome: the callee, an answer from the wire, the sweep, a
/// cancellation. A caller who is told of a failure while the callee still holds the object leaves it to the garbage collector (<see cref="Orphaned"/>): it must not be pooled under the callee's hands.</para>
/// <para><b>When it may be fetched.</b> A caller that polls sees "completed" only when <see cref="_continuation"/> has been claimed, which is the completer's last touch; the status alone would let the caller recycle the object while
/// its completer still looks for a continuation to run.</para>
/// </remarks>
public abstract partial class RequestBase : Turn, IRequest, IThreadPoolWorkItem
{
    private const long Idle = 0;
    private const long Pending = 1;
    private const long Answered = 2;
    private const long Orphaned = 3;
    private const long StatusMask = 3;
    private const int StatusBits = 2;

    // An answer that nobody fetched for so many clock ticks after its deadline (two minutes) gives up its slot: a caller that drops a ValueTask must not leak it.
    private const int UnfetchedTicksMax = 2 * 60 * CoarseClock.TicksPerSecond;

    private static readonly Action<object?> Claimed = static _ => { };

    private long _state;
    private int _slot = -1;
    private int _deadline;
    private bool _isContinuation;
    private bool _unpooled;
    private Action<object?>? _continuation;
    private object? _continuationState;
    private object? _scheduler;
    private ExecutionContext? _executionContext;
    private Exception? _failure;
    private InvokeMethodOptions? _options;
    private CancellationTokenRegistration _cancellation;

    internal CallRuntime? Runtime { get; private set; }

    /// <summary>The reference that the caller called; null in the object that serves a call from the wire.</summary>
    internal GrainReference? Reference { get; private set; }

    /// <summary>The activation that runs the call, once it has started.</summary>
    internal Activation? Callee { get; private set; }

    /// <summary>The activation that made the call; null outside of any grain.</summary>
    internal Activation? Caller { get; private set; }

    /// <summary>The call within which this one was made, as far as it is known; see <see cref="CallChain"/>.</summary>
    internal CallLink Parent { get; set; }

    /// <summary>Where the answer goes when the caller is elsewhere.</summary>
    internal IReplySink? ReplyTo { get; set; }

    /// <summary>True for a call of another node that this one has sent on to a third.</summary>
    internal bool IsPassedOn { get; private set; }

    /// <summary>The caller's correlation id, for <see cref="ReplyTo"/>.</summary>
    internal long RemoteId { get; set; }

    internal RequestContextValues? Context { get; set; }

    /// <summary>The connection that carries the call; null for a local one.</summary>
    internal Transport.Connection? SentVia { get; set; }

    /// <summary>How often the call has been sent on its way again.</summary>
    internal int Hops { get; set; }

    /// <summary>The calling grain, if the caller is one.</summary>
    internal GrainId? SourceId { get => Caller?.GrainId ?? field; set; }

    /// <summary>What the method threw.</summary>
    internal Exception? Exception { get; set; }

    /// <summary>The token that the grain method receives.</summary>
    protected internal CancellationToken CancellationToken { get; internal set; }

    /// <summary>What the generator knows of the method.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public abstract MethodDescriptor Descriptor { get; }

    internal int Version => (int)(_state >> StatusBits);

    internal short Token => (short)(_state >> StatusBits);

    internal int Slot => _slot;

    internal bool IsPending => (Volatile.Read(ref _state) & StatusMask) == Pending;

    /// <summary>Whether a call that was noted with its version has not ended: the object may serve another by now.</summary>
    internal bool IsStillPending(int version) => Version == version && IsPending;

    internal bool IsOneWay => (Options & InvokeMethodOptions.OneWay) != 0;

    internal override bool AlwaysInterleaves => (Options & InvokeMethodOptions.AlwaysInterleave) != 0;

    internal override bool IsReadOnly => (Options & InvokeMethodOptions.ReadOnly) != 0;

    /// <summary>Where the call waits for its turn; null when it has started, or runs elsewhere.</summary>
    internal Activation? Waiting => Callee is null && SentVia is null ? Runtime?.FindLocal(this) : null;

    /// <summary>Clock ticks until the deadline; negative when it has passed.</summary>
    internal int TicksLeft(int now) => _deadline - now;

    /// <summary>Begins a call: from here on the sweep may end it.</summary>
    /// <exception cref="LimitExceededException">The call is too deep in a chain of calls.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Arm(GrainReference reference, CallRuntime runtime)
    {
        if (Activation.Current is { } caller)
        {
            var parent = caller.CurrentLink;
            if (parent.Depth >= CallChain.DepthMax) throw CallFailures.TooDeep(this, parent);
            Caller = caller;
            Parent = parent;
        }

        Reference = reference;
        Runtime = runtime;
        if (!RequestSlots.Holds(_slot, this)) _slot = RequestSlots.Add(this);
        var timeout = Descriptor.TimeoutTicks;
        _deadline = runtime.Clock.Now + (timeout != 0 ? timeout : runtime.ResponseTimeoutTicks);
        Context = RequestContext.Capture();
        Volatile.Write(ref _state, ((_state >> StatusBits) + 1) << StatusBits | Pending);
    }

    /// <summary>Continues the versions of a slot that another request had.</summary>
    internal void StartAfter(int version)
    {
        if (version > Version) _state = (long)version << StatusBits | (_state & StatusMask);
    }

    /// <summary>Begins to serve a call that came over the wire.</summary>
    internal void ArmServed(CallRuntime runtime, IReplySink? replyTo, long remoteId, int ticksLeft)
    {
        Runtime = runtime;
        ReplyTo = replyTo;
        RemoteId = remoteId;
        _deadline = runtime.Clock.Now + ticksLeft;
        Volatile.Write(ref _state, ((_state >> StatusBits) + 1) << StatusBits | Pending);
    }

    /// <summary>True when the arguments are the callee's own: copied, immutable, or read from the wire.</summary>
    internal bool IsIsolated { get; private set; }

    /// <summary>Gives the callee arguments of its own.</summary>
    internal void Isolate(CodecCatalog catalog)
    {
        IsIsolated = true;
        if (ReplyTo is not null || !Descriptor.CopiesArguments(this)) return;
        var context = CopyContext.Rent(catalog);
        CopyArguments(context);
        context.Return();
    }

    /// <summary>Gives a served one-way call a reference, so that it can be passed on.</summary>
    internal void Readdress(GrainReference reference) => Reference = reference;

    /// <summary>Makes a served call one of this node's own, to be sent to another: its answer comes here, and goes on from here.</summary>
    internal void PassOn(GrainReference reference)
    {
        Reference = reference;
        IsPassedOn = true;
        if (!RequestSlots.Holds(_slot, this)) _slot = RequestSlots.Add(this);
    }

    /// <summary>Keeps the object out of the pool: somebody else, such as a call filter, may hold it.</summary>
    internal void KeepOutOfPool() => _unpooled = true;

    internal void ObserveCancellation(CancellationToken token)
    {
        CancellationToken = token;
        if (!token.CanBeCanceled) return;
        var version = Version;
        _cancellation = token.UnsafeRegister(
            static (state, cancelled) =>
            {
                var (request, version) = ((RequestBase, int))state!;
                request.CancelByCaller(version, cancelled);
            },
            (this, version));
    }

    internal sealed override bool Start(Activation activation)
    {
        Callee = activation;
        if (Context is { } context) RequestContext.Restore(context);
        try
        {
            if (ReplyTo is null && !IsPending) return true; // The caller has already been told of a failure; nothing was begun.
            var target = activation.TargetOf(this);
            if (activation.HasIncomingFilters(target)) return BeginTask(activation.RunFilters(this, target));
            return Begin(target);
        }
        catch (Exception failure)
        {
            Exception = Explain(failure);
            return true;
        }
    }

    /// <summary>Invokes the method. True when it has ended and its result has been taken.</summary>
    private protected abstract bool Begin(object target);

    /// <summary>Takes the result of the invocation that <see cref="Begin"/> left running; throws what the method threw.</summary>
    private protected abstract void Collect();

    /// <summary>Hands the outcome to the caller's task or continuation.</summary>
    private protected virtual void Publish()
    {
        var continuation = _continuation;
        if (continuation is null)
        {
            continuation = Interlocked.CompareExchange(ref _continuation, Claimed, null);
            if (continuation is null) return;
        }

        Answer();
    }

    /// <summary>Forgets the result.</summary>
    private protected virtual void ClearResult()
    {
    }

    /// <summary>Forgets the arguments.</summary>
    protected virtual void ClearArguments()
    {
    }

    /// <summary>Puts the object into its method's pool.</summary>
    protected virtual void ReturnToPool()
    {
    }

    private protected Action Ended => field ??= OnEnded;

    private void OnEnded()
    {
        var activation = Callee!;
        try
        {
            if (_filtered is { } filtered)
            {
                _filtered = null;
                filtered.GetAwaiter().GetResult();
            }
            else
            {
                Collect();
            }
        }
        catch (Exception failure)
        {
            Exception = failure;
        }

        activation.EndTurn(this);
    }

    private protected void Recycle()
    {
        if (CancellationToken.CanBeCanceled)
        {
            _cancellation.Dispose();
            _cancellation = default;
            CancellationToken = default;
        }

        _continuation = null;
        _continuationState = null;
        _scheduler = null;
        _executionContext = null;
        Exception = null;
        Context = null;
        Reference = null;
        Callee = null;
        Caller = null;
        Parent = default;
        SentVia = null;
        IsIsolated = false;
        Hops = 0;
        SourceId = null;
        ReplyTo = null;
        IsPassedOn = false;
        _options = null;
        _served = null;
        ClearArguments();
        ClearResult();
        Volatile.Write(ref _state, _state & ~StatusMask);
        if (!_unpooled) ReturnToPool();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Check(short token)
    {
        if (token != Token) Throw();
        static void Throw() => throw new InvalidOperationException("The ValueTask of a grain call was awaited twice, or after its result was read. Await it once, or call AsTask() first.");
    }

    private Exception Explain(Exception failure) =>
        failure is InvalidCastException && Callee?.GrainInstance is { } grain && !Descriptor.InterfaceType.IsInstanceOfType(grain) && !Descriptor.IsExtension
            ? new OrleansException($"Grain {Callee.GrainId} is of class {grain.GetType()}, which does not implement {Descriptor.InterfaceType}; the call {Describe()} cannot be served.", failure)
            : failure;

    /// <summary>The call for messages: <c>type/key.Method</c>.</summary>
    internal string Describe() => $"{(Reference?.GrainId ?? Callee?.GrainId)?.ToString() ?? "?"}.{Descriptor.Name}";
}
