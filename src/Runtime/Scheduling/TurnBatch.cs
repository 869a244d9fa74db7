namespace Orleans.Runtime;

/// <summary>Activations and answered callers that one read from a connection has woken. Any number of threads may run it together; each item is taken once.</summary>
internal sealed class TurnBatch(ThreadPoolTurnExecutor executor, object[] items) : IThreadPoolWorkItem
{
    private int _next = -1;

    /// <summary>How many have been taken, or more.</summary>
    public int Taken => Volatile.Read(ref _next);

    /// <summary>The next item; null when none is left.</summary>
    public object? Take()
    {
        if (Volatile.Read(ref _next) >= items.Length - 1) return null;
        var index = Interlocked.Increment(ref _next);
        return index < items.Length ? items[index] : null;
    }

    void IThreadPoolWorkItem.Execute() => executor.Run(this);
}
