using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using Orleans.CodeGeneration;

namespace Orleans.Runtime;

// How a call ends, and who learns of it.
public abstract partial class RequestBase
{
    internal sealed override void Complete()
    {
        if (ReplyTo is { } sink)
        {
            sink.Reply(this);
            Recycle();
            return;
        }

        if (IsOneWay)
        {
            if (Exception is { } unseen) Callee?.ReportOneWayFailure(this, unseen);
            Recycle();
            return;
        }

        var state = Volatile.Read(ref _state);
        if ((state & StatusMask) != Pending || Interlocked.CompareExchange(ref _state, (state & ~StatusMask) | Answered, state) != state) return;
        Publish();
    }

    internal sealed override void Abandon(Activation activation, Exception? failure)
    {
        if (failure is null)
        {
            activation.Silo.Redispatch(this, activation);
            return;
        }

        Exception = failure;
        Complete();
    }

    /// <summary>Ends a call that nobody runs, such as one that was refused.</summary>
    internal void Fail(Exception failure)
    {
        Exception = failure;
        Complete();
    }

    /// <summary>Takes the answer to a remote call if it is still awaited. The caller of this method then fills in the result and calls <see cref="PublishAnswer"/>.</summary>
    internal bool TryClaimAnswer(int version)
    {
        var state = Volatile.Read(ref _state);
        return (int)(state >> StatusBits) == version && (state & StatusMask) == Pending
            && Interlocked.CompareExchange(ref _state, (state & ~StatusMask) | Answered, state) == state;
    }

    internal void PublishAnswer() => End();

    private void End()
    {
        if (IsPassedOn)
        {
            // What ended it, or its answer, goes back to where it came from. It is not used again if an answer may still be on its way.
            var isOver = _failure is null;
            Exception ??= _failure;
            ReplyTo!.Reply(this);
            if (isOver) Recycle();
            return;
        }

        Publish();
    }

    /// <summary>Ends a call from outside of its callee: deadline, cancellation, broken connection. False when something else decided first.</summary>
    internal bool TryFail(int version, Exception failure)
    {
        var state = Volatile.Read(ref _state);
        if ((int)(state >> StatusBits) != version || (state & StatusMask) != Pending) return false;
        if (Interlocked.CompareExchange(ref _state, (state & ~StatusMask) | Orphaned, state) != state) return false;
        _failure = failure;
        RequestSlots.Remove(_slot, this);
        End();
        return true;
    }

    /// <summary>The time-out sweep's visit. The version of a call whose time is up; null if it is not.</summary>
    internal int? SweepAt(int now)
    {
        var state = Volatile.Read(ref _state);
        var overdue = now - _deadline;
        if (overdue <= 0) return null;
        if ((state & StatusMask) == Pending) return (ReplyTo is null || IsPassedOn) && Reference is not null ? (int)(state >> StatusBits) : null;
        if ((state & StatusMask) == Answered && overdue > UnfetchedTicksMax)
        {
            var slot = _slot;
            RequestSlots.Remove(slot, this);
            _unpooled = true;
        }

        return null;
    }

    /// <summary>Lets go of the slot of an object that leaves the pool for good.</summary>
    internal void ReleaseSlot()
    {
        RequestSlots.Remove(_slot, this);
        _slot = -1;
    }

    private void CancelByCaller(int version, CancellationToken token)
    {
        var runtime = Runtime;
        if (TryFail(version, new OperationCanceledException($"The call {Describe()} was cancelled by its caller.", token))) runtime?.CancelRemote(this, version);
    }

    /// <summary>Brings the caller's continuation to where it must run: the caller's activation, its scheduler, or any thread.</summary>
    private void Answer()
    {
        switch (_scheduler)
        {
            case null:
                Runtime!.Executor.Schedule(this);
                break;
            case Activation caller:
                _isContinuation = true;
                caller.Post(this);
                break;
            case SynchronizationContext context:
                context.Post(static request => ((RequestBase)request!).Resume(), this);
                break;
            case TaskScheduler scheduler:
                _ = Task.Factory.StartNew(static request => ((RequestBase)request!).Resume(), this, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
                break;
        }
    }

    internal sealed override bool TryResume(Activation activation)
    {
        if (!_isContinuation) return false;
        activation.CurrentLink = Parent;
        Resume();
        return true;
    }

    void IThreadPoolWorkItem.Execute() => Resume();

    /// <summary>Runs the caller's continuation.</summary>
    internal void Resume()
    {
        var (continuation, state, context) = (_continuation!, _continuationState, _executionContext);
        _isContinuation = false;
        Volatile.Write(ref _continuation, Claimed);
        if (context is null) continuation(state);
        else ExecutionContext.Run(context, new ContextCallback(continuation), state);
    }

    private protected ValueTaskSourceStatus GetStatusCore(short token)
    {
        Check(token);
        if (Volatile.Read(ref _continuation) != Claimed) return ValueTaskSourceStatus.Pending;
        if ((_state & StatusMask) == Orphaned) return _failure is OperationCanceledException ? ValueTaskSourceStatus.Canceled : ValueTaskSourceStatus.Faulted;
        return Exception is null ? ValueTaskSourceStatus.Succeeded : Exception is OperationCanceledException ? ValueTaskSourceStatus.Canceled : ValueTaskSourceStatus.Faulted;
    }

    private protected void OnCompletedCore(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Check(token);
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0) _executionContext = ExecutionContext.Capture();
        if ((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0)
        {
            if (SynchronizationContext.Current is { } context && context.GetType() != typeof(SynchronizationContext)) _scheduler = context;
            else if (TaskScheduler.Current is var scheduler && scheduler != TaskScheduler.Default) _scheduler = scheduler;
        }

        _continuationState = state;
        if (Interlocked.CompareExchange(ref _continuation, continuation, null) is not null)
        {
            _continuation = continuation;
            Answer();
        }
    }

    /// <summary>The caller fetches: throws the failure, or leaves the result to be read and the object to be recycled.</summary>
    private protected void FetchCore(short token)
    {
        Check(token);
        var status = _state & StatusMask;
        if (status == Pending) throw new InvalidOperationException("The result of a grain call was read before the call ended; await it.");
        if (status == Orphaned) ExceptionDispatchInfo.Throw(_failure!);
        if (Exception is not { } failure) return;
        Recycle();
        ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>The failure to hand to a caller that awaits a task; null on success.</summary>
    private protected Exception? Failure => (_state & StatusMask) == Orphaned ? _failure : Exception;

    private protected bool IsOrphaned => (_state & StatusMask) == Orphaned;
}
