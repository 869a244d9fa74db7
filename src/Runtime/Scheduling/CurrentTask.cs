using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>Makes <see cref="TaskScheduler.Current"/> name an activation while one of its turns runs, without a task for each drain.</summary>
/// <remarks>
/// Libraries that grain code calls rely on <see cref="TaskScheduler.Current"/>: <c>Task.Factory.StartNew</c> and <c>ContinueWith</c> must stay inside the activation. The public way to
/// get there is to run the turn as a <see cref="Task"/> on the scheduler, which costs 64 bytes a drain. Each thread instead owns one task that never runs, points it at the activation
/// and makes it the thread's current task. That writes two private fields of <see cref="Task"/>, so <see cref="IsSupported"/> is established once, at start, by trying it and watching that
/// a continuation lands where it should; where the trial fails (another runtime version), turns run as ordinary tasks.
/// </remarks>
internal static class CurrentTask
{
    [ThreadStatic]
    private static Task? t_stand;

    /// <summary>True when the fast way works on this runtime.</summary>
    public static bool IsSupported { get; } = Probe();

    /// <summary>Makes <paramref name="scheduler"/> current on this thread and returns what was current before, for <see cref="Leave"/>.</summary>
    public static Task? Enter(TaskScheduler scheduler)
    {
        var stand = t_stand ??= new Task(static () => { }, TaskCreationOptions.DenyChildAttach);
        SchedulerOf(stand) = scheduler;
        ref var current = ref Current(null);
        var previous = current;
        current = stand;
        return previous;
    }

    public static void Leave(Task? previous)
    {
        Current(null) = previous;
        if (t_stand is { } stand) SchedulerOf(stand) = null;
    }

    private static bool Probe()
    {
        try
        {
            var scheduler = new ProbeScheduler();
            var before = TaskScheduler.Current;
            var previous = Enter(scheduler);
            var entered = TaskScheduler.Current == scheduler;
            var continued = Task.CompletedTask.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Current);
            Leave(previous);
            return entered && scheduler.Queued == 1 && !continued.IsCompleted && TaskScheduler.Current == before;
        }
        catch (Exception failure) when (failure is MissingFieldException or TypeLoadException or BadImageFormatException)
        {
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "t_currentTask")]
    private static extern ref Task? Current(Task? type);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_taskScheduler")]
    private static extern ref TaskScheduler? SchedulerOf(Task task);

    private sealed class ProbeScheduler : TaskScheduler
    {
        public int Queued { get; private set; }

        protected override void QueueTask(Task task) => Queued++;

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
