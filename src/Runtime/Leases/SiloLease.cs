using System.Collections.Concurrent;

namespace Orleans.Runtime.Leases;

/// <summary>The lease in the way of everything that a silo does: asked before each segment of grain code, each message and each write; and where these wait while it has run out.</summary>
/// <remarks>A lease that has run out suspends the silo: nothing starts, and what waits goes on when a renewal is confirmed, because until then nobody else can have been given its shards. Only a silo that is refused a renewal is at its end.</remarks>
internal sealed class SiloLease(LeaseClock clock, TimeProvider time)
{
    // The coarse clock is that much late at most: the longest tick of a kernel.
    private static readonly TimeSpan CoarseTick = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<Activation, WorkItem> _parked = new();
    private readonly ConcurrentQueue<Action> _waiting = new();
    private readonly LeaseTime? _system = time as LeaseTime;
    private long _surelyUntil = long.MinValue;
    private int _parkedCount;

    public LeaseClock Clock => clock;

    /// <summary>The clock of the lease and of everything that is measured against leases.</summary>
    public TimeProvider Time => time;

    public long Now => time.GetTimestamp();

    /// <summary>Whether messages are held back too. Not where the table itself is reached by messages of this silo.</summary>
    public bool GuardsMessages { get; init; } = true;

    /// <summary>Rule R5, asked before each segment. A clock that is exact costs as much as a short turn does, so far from the end of the lease a coarse one decides.</summary>
    public bool MayStart => (_system is { } system && system.CoarseNow < Volatile.Read(ref _surelyUntil)) || clock.MayStart(time.GetTimestamp());

    public bool MaySend => !GuardsMessages || clock.MaySend(time.GetTimestamp());

    /// <summary>Whether an activation, a connection or a write waits for the lease.</summary>
    public bool HasWaiting => !_waiting.IsEmpty;

    /// <summary>Keeps what an activation had taken from its mailbox; the activation stays owned until it is scheduled again.</summary>
    public void Park(Activation activation, WorkItem items)
    {
        _parked[activation] = items;
        Interlocked.Increment(ref _parkedCount);
        Wait(() => activation.Silo.Executor.Schedule(activation));
    }

    /// <summary>What the activation had to put aside; null if nothing.</summary>
    public WorkItem? TakeParked(Activation activation)
    {
        // Asked whenever an activation is run; a concurrent dictionary takes all its locks to find out that it is empty.
        if (Volatile.Read(ref _parkedCount) == 0 || !_parked.TryRemove(activation, out var items)) return null;
        Interlocked.Decrement(ref _parkedCount);
        return items;
    }

    /// <summary>Calls back when the lease has been renewed.</summary>
    public void Wait(Action resume)
    {
        _waiting.Enqueue(resume);
        if (MayStart) Resume();
    }

    /// <summary>Completes when a write may leave.</summary>
    public Task WhenMaySend()
    {
        if (clock.MaySend(time.GetTimestamp())) return Task.CompletedTask;
        var renewed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Wait(renewed.SetResult);
        return renewed.Task;
    }

    /// <summary>The table has confirmed a renewal that was sent at this time.</summary>
    public void Confirmed(long sentAt)
    {
        clock.Confirmed(sentAt);
        Align();
        if (MayStart) Resume();
    }

    /// <summary>Until when the coarse clock may decide. Done anew with each confirmation, and often besides, since that clock stands still while the machine sleeps.</summary>
    public void Align()
    {
        if (_system is { } system) Volatile.Write(ref _surelyUntil, system.ToCoarse(clock.End) - clock.Guard - Timestamps.Of(CoarseTick, system.TimestampFrequency));
    }

    private void Resume()
    {
        while (_waiting.TryDequeue(out var resume)) resume();
    }
}
