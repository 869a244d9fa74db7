using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

// The turn engine: mailbox in, one owner thread at a time, admission, and the way back to the callers.
internal sealed partial class Activation
{
    // Items that one activation may run before others get the thread.
    private const int ItemsARunMax = 64;

    // Turns that interleave wait for nobody and so have no queue; what bounds them is how many of them run. Ten times as many as may wait: they were let in on purpose, and many of them may only wait for an event.
    private const int RunningForEachWaiting = 10;

    private static readonly Action<object?> DrainTask = static activation => ((Activation)activation!).Drain();
    private static readonly Action<object?> GoOn = static state =>
    {
        var activation = (Activation)state!;
        if (activation.IsToEnd) activation.BeginDeactivation();
    };

    /// <summary>The context without values in which every turn starts; what a turn sets must not leak into the next one.</summary>
    private static readonly ExecutionContext CleanContext = CaptureCleanContext();

    /// <summary>The call that new calls of the running code belong to.</summary>
    public CallLink CurrentLink
    {
        get
        {
            var link = TurnThread.Current.Link;
            if (link.Request is not null) return link;
            return _primary is { } primary ? CallLink.To(primary, isCertain: false) : default;
        }

        set => TurnThread.Current.Link = value;
    }

    /// <summary>Step 4 of a call: puts an item into the mailbox, and has the activation scheduled if it was idle. Never refuses.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Post(WorkItem item)
    {
        if (_mailbox.Push(item)) Silo.Executor.Schedule(this);
    }

    /// <summary>As <see cref="Post"/>, for a call: refuses when too many wait. A call that interleaves does not wait behind the others, so only a mailbox that nobody empties refuses it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PostCall(RequestBase request)
    {
        if (_mailbox.Depth + _turns.Waiting + _turns.Running >= Class.QueueLimit && Refusal(request) is { } refusal)
        {
            request.Fail(refusal);
            return;
        }

        Post(request);
    }

    void IThreadPoolWorkItem.Execute() => ThreadPoolTurnExecutor.Shared.Run(this);

    /// <summary>Runs what waits. The calling thread owns the activation until this returns.</summary>
    public void RunTurns()
    {
        var thread = TurnThread.Current;
        var (outer, outerLink) = (thread.Activation, thread.Link);
        thread.Activation = this;
        if (CurrentTask.IsSupported)
        {
            var outerTask = CurrentTask.Enter(this);
            try
            {
                Drain();
            }
            finally
            {
                CurrentTask.Leave(outerTask);
            }
        }
        else
        {
            new Task(DrainTask, this, TaskCreationOptions.DenyChildAttach).RunSynchronously(this);
        }

        thread.Activation = outer;
        thread.Link = outerLink;
    }

    /// <summary>Step 5: admits a turn, or lets it wait.</summary>
    public void Admit(Turn turn)
    {
        if (_status == ActivationStatus.Valid)
        {
            if (turn.AlwaysInterleaves || MayInterleave(turn)) StartTurn(turn, interleaves: true);
            else if (_turns.MayStart(turn)) StartTurn(turn, interleaves: false);
            else LetWait(turn);
            return;
        }

        switch (_status)
        {
            case ActivationStatus.Created:
                _turns.Wait(turn);
                BeginActivation();
                break;
            case ActivationStatus.Invalid:
                turn.Abandon(this, null);
                break;
            default:
                _turns.Wait(turn);
                break;
        }
    }

    /// <summary>Step 7: a turn has ended; the next ones may start, and the caller gets its answer.</summary>
    public void EndTurn(Turn turn)
    {
        _turns.Ended(turn);
        if (turn == _primary) _primary = null;
        if (turn is RequestBase { Exception: { } failure }) ReportFailure(failure);
        turn.Complete();
        if (IsToEnd && MayGoOn()) BeginDeactivation();
    }

    /// <summary>Trips the token of the call that runs, if it came from elsewhere. From any thread; code that does not give its thread back does not see it.</summary>
    public void CancelCall() => Post(TaskItem.For(static activation => ((Activation)activation!)._primary?.TryCancel(), this));

    public bool HasIncomingFilters(object target) => Silo.HasIncomingFilters || (Class.HandlesIncomingCalls && target is IIncomingGrainCallFilter);

    public Task RunFilters(RequestBase request, object target) => new IncomingCall(this, request, target, Silo.IncomingFilters).Run();

    public void ReportOneWayFailure(RequestBase request, Exception failure) => Silo.Log.OneWayCallFailed(request.Describe(), failure);

    private void ReportFailure(Exception failure)
    {
        SiloMeter.FailedCalls.Add(1, Class.MetricTag);
        if (failure is Storage.InconsistentStateException { IsSourceActivation: true } inconsistent) DeactivateForInconsistency(inconsistent);
    }

    /// <summary>Somebody else wrote the grain's state. What this activation has in memory is stale, so the next call gets a new one.</summary>
    private void DeactivateForInconsistency(Storage.InconsistentStateException failure)
    {
        failure.IsSourceActivation = false;
        RequestDeactivation(new DeactivationReason(DeactivationReasonCode.ApplicationError, failure, "The grain's stored state was changed by someone else; the next activation reads it again."));
    }

    internal void RunTask(Task task)
    {
        TurnThread.Current.Link = default;
        TryExecuteTask(task);
    }

    protected override void QueueTask(Task task) => Post(TaskItem.For(task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private static ExecutionContext CaptureCleanContext()
    {
        ExecutionContext? clean = null;
        var thread = new Thread(() => clean = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return clean!;
    }

    private void Drain()
    {
        var silo = Silo;
        var executor = silo.Executor;
        var thread = TurnThread.Current;
        var lease = silo.Lease;
        var parked = lease?.TakeParked(this);
        var outerSegment = thread.IsInSegment;
        for (var ran = 0; ;)
        {
            var item = parked ?? _mailbox.TakeAll();
            parked = null;
            while (item is not null)
            {
                if (silo.IsFenced) return; // A silo that lost its place runs nothing more; its process is about to end.
                if (lease is { MayStart: false })
                {
                    lease.Park(this, item);
                    return;
                }

                var next = item.Next;
                item.Next = null;
                executor.BeforeItem();
                thread.Link = default;
                thread.Items++;
                thread.IsInSegment = true;
                item.RunIn(this);
                if (_turns.HasWaiting) StartWaiting();
                thread.IsInSegment = outerSegment;
                if (ExecutionContext.Capture() != CleanContext) ExecutionContext.Restore(CleanContext);
                item = next;
                ran++;
            }

            if (_mailbox.TryRelease()) return;
            if (ran < ItemsARunMax) continue;
            executor.Yield(this);
            return;
        }
    }

    private void StartWaiting()
    {
        while (_status == ActivationStatus.Valid && !IsToEnd && MayGoOn() && _turns.TakeNext() is { } turn)
        {
            StartTurn(turn, interleaves: turn.AlwaysInterleaves || MayInterleave(turn));
            if (ExecutionContext.Capture() != CleanContext) ExecutionContext.Restore(CleanContext);
        }
    }

    /// <summary>Its end was asked for, and the last turn before it has ended.</summary>
    private bool IsToEnd => _turns.Running == 0 && _deactivationRequested && _status == ActivationStatus.Valid;

    /// <summary>Rule R17: whether the next segment of grain code may follow the last within one item of the mailbox: a turn that waited for the end of another, or the end of the activation. If not, it follows when the lease has been renewed.</summary>
    private bool MayGoOn()
    {
        if (Silo.IsFenced) return false;
        if (Silo.Lease is not { MayStart: false }) return true;

        // The mailbox lets nothing start without a lease and keeps it until there is one, this as well.
        Post(TaskItem.For(GoOn, this));
        return false;
    }

    /// <summary>Step 6: runs the turn's first segment.</summary>
    private void StartTurn(Turn turn, bool interleaves)
    {
        if (turn is RequestBase request)
        {
            if (_turns.Running == 0) _primary = request;
            TurnThread.Current.Link = CallLink.To(request, isCertain: true);
        }

        _turns.Started(turn, interleaves);
        if (turn.CountsAsUse) _lastUsed = Silo.Clock.Now;
        if (turn.Start(this)) EndTurn(turn);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LimitExceededException? Refusal(RequestBase request)
    {
        var (limit, depth, running) = (Class.QueueLimit, _mailbox.Depth + _turns.Waiting, _turns.Running);
        if (depth >= limit && (!request.AlwaysInterleaves || _mailbox.Depth >= 2 * limit)) return CallFailures.QueueFull(this, depth, limit);
        var runningMax = (int)Math.Min(int.MaxValue, (long)limit * RunningForEachWaiting);
        return running >= runningMax ? CallFailures.TooManyRunning(this, running, runningMax) : null;
    }

    private void LetWait(Turn turn)
    {
        if (turn is RequestBase request && CallChain.FindCycle(request, this) is { } cycle) Silo.Log.CallCycle(GrainId, string.Join(" -> ", cycle));
        _turns.Wait(turn);
    }

    private bool MayInterleave(Turn turn)
    {
        if (Class.IsReentrant) return true;
        if (turn is not RequestBase request) return false;
        if (request.Context is { } context && context.ReentrancyId != Guid.Empty && _extras is { } extras && extras.AllowsReentrancy(context.ReentrancyId)) return true;
        return Class.MayInterleave is { } predicate && predicate(_instance, request);
    }
}
