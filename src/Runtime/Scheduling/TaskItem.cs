namespace Orleans.Runtime;

/// <summary>Carries a task or a callback to an activation's mailbox. Pooled a thread, since every continuation of grain code comes this way.</summary>
internal sealed class TaskItem : WorkItem
{
    // A continuation is usually queued and run by threads that do both, so a short list a thread is enough; what overflows is garbage.
    private const int FreePerThreadMax = 256;

    [ThreadStatic]
    private static TaskItem? t_free;

    [ThreadStatic]
    private static int t_freeCount;

    private Task? _task;
    private Action<object?>? _callback;
    private object? _state;

    public static TaskItem For(Task task)
    {
        var item = Rent();
        item._task = task;
        return item;
    }

    public static TaskItem For(Action<object?> callback, object? state)
    {
        var item = Rent();
        item._callback = callback;
        item._state = state;
        return item;
    }

    internal override void RunIn(Activation activation)
    {
        var (task, callback, state) = (_task, _callback, _state);
        _task = null;
        _callback = null;
        _state = null;
        if (t_freeCount < FreePerThreadMax)
        {
            Next = t_free;
            t_free = this;
            t_freeCount++;
        }

        if (task is not null) activation.RunTask(task);
        else callback!(state);
    }

    private static TaskItem Rent()
    {
        var item = t_free;
        if (item is null) return new TaskItem();
        t_free = (TaskItem?)item.Next;
        t_freeCount--;
        item.Next = null;
        return item;
    }
}
