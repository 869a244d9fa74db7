namespace Orleans.Runtime;

/// <summary>Runs turns on the thread pool, with two slots a thread for the work that a turn causes.</summary>
/// <remarks>
/// <para>A call that queues its turn and later its caller's continuation costs two trips through the thread pool, and cannot beat about 3.8 million calls a second on two cores. Most of these trips
/// are needless: the thread that queued the work is about to have nothing to do. So each thread that runs turns keeps one next activation and one answered caller for itself, and takes
/// them when the present turn is over.</para>
/// <para>Only the last call of a turn waits in the slot. A second call displaces the first into the pool, so a fan-out still runs in parallel. What is in a slot belongs to a thread that may block (grain
/// code that waits synchronously), so a monitor moves it to the pool when it has been there for one to two periods. Chains are cut after a number of turns, so that the pool's other work is not starved.</para>
/// <para>What one read from a connection wakes is run in batches: one trip through the pool for up to sixteen turns, and one write to each connection for what they send. A batch that does not get on, because a turn
/// blocks or takes long, is shared: the monitor queues it once more, and another thread takes what is left.</para>
/// </remarks>
internal sealed class ThreadPoolTurnExecutor : TurnExecutor
{
    /// <summary>The executor of every silo and client of this process: they share its thread pool.</summary>
    public static ThreadPoolTurnExecutor Shared { get; } = new(TimeProvider.System);

    // The delay that a blocked thread can impose on the one activation in its slot: short beside any time-out, long beside any turn.
    private static readonly TimeSpan MonitorPeriod = TimeSpan.FromMilliseconds(5);

    // After so many idle periods the monitor sleeps until a thread runs turns again, so an idle process does not wake up 200 times a second.
    private const int IdlePeriodsMax = 200;

    // A bound on how long one thread runs a chain of turns before the pool's other work gets the thread.
    private const int ChainMax = 64;

    // Turns that share a trip through the pool: enough to make it cheap, few enough that the cores share what a busy connection brings.
    private const int BatchMax = 16;

    // How long what a batch has to send may wait for the rest of the batch.
    private static readonly TimeSpan FlushDelayMax = TimeSpan.FromMilliseconds(1);

    [ThreadStatic]
    private static Pump? t_pump;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ITimer _monitor;
    private Pump[] _pumps = [];
    private int _idlePeriods;
    private volatile bool _monitoring;

    private ThreadPoolTurnExecutor(TimeProvider time)
    {
        _time = time;
        _monitor = time.CreateTimer(static executor => ((ThreadPoolTurnExecutor)executor!).Monitor(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public override void Schedule(Activation activation)
    {
        var pump = t_pump;
        if (pump is { IsGathering: true })
        {
            pump.Gathered.Add(activation);
            return;
        }

        if (pump is not { Running: true })
        {
            ThreadPool.UnsafeQueueUserWorkItem(activation, preferLocal: true);
            return;
        }

        var displaced = Interlocked.Exchange(ref pump.Next, activation);
        if (displaced is not null) ThreadPool.UnsafeQueueUserWorkItem(displaced, preferLocal: true);
    }

    public override void Yield(Activation activation) => ThreadPool.UnsafeQueueUserWorkItem(activation, preferLocal: false);

    public override void Schedule(RequestBase answered)
    {
        if (t_pump is { IsGathering: true } gathering) gathering.Gathered.Add(answered);
        else if (t_pump is { Running: true, Answered: null } pump) Volatile.Write(ref pump.Answered, answered);
        else ThreadPool.UnsafeQueueUserWorkItem(answered, preferLocal: true);
    }

    public override void Schedule(IThreadPoolWorkItem work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);

    public override void ScheduleFlush(IThreadPoolWorkItem connection)
    {
        if (t_pump is not { Batch: not null, IsGathering: false } pump)
        {
            ThreadPool.UnsafeQueueUserWorkItem(connection, preferLocal: false);
            return;
        }

        var displaced = Interlocked.Exchange(ref pump.Flush, connection);
        if (displaced is not null && displaced != connection) ThreadPool.UnsafeQueueUserWorkItem(displaced, preferLocal: false);
    }

    public override void BeginGathering() => (t_pump ?? AddPump()).IsGathering = true;

    public override void EndGathering()
    {
        var pump = t_pump!;
        pump.IsGathering = false;
        var gathered = pump.Gathered;
        var size = Math.Clamp((gathered.Count + Environment.ProcessorCount - 1) / Environment.ProcessorCount, 1, BatchMax);
        for (var at = 0; at < gathered.Count; at += size)
        {
            var count = Math.Min(size, gathered.Count - at);
            var work = count == 1 ? (IThreadPoolWorkItem)gathered[at] : new TurnBatch(this, [.. gathered.Slice(at, count)]);
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: true);
        }

        gathered.Clear();
    }

    public override void BeforeItem()
    {
        if (t_pump is { Answered: not null } pump && pump.TakeAnswered() is { } answered)
        {
            ThreadPool.UnsafeQueueUserWorkItem(answered, preferLocal: true);
        }
    }

    /// <summary>Entry of a pool thread: runs the activation, and then what its turns left in the slots.</summary>
    public void Run(Activation activation)
    {
        var pump = t_pump ?? AddPump();
        if (pump.Running)
        {
            // Grain code blocked inside a turn, and the thread pool ran us on top of it. The slots belong to the outer run.
            activation.RunTurns();
            return;
        }

        if (!_monitoring) StartMonitor();
        pump.Running = true;
        RunChain(pump, activation);
        pump.Running = false;
    }

    /// <summary>Entry of a pool thread that runs a batch, alone or with others.</summary>
    public void Run(TurnBatch batch)
    {
        var pump = t_pump ?? AddPump();
        if (pump.Running)
        {
            while (batch.Take() is { } left) ThreadPool.UnsafeQueueUserWorkItem((IThreadPoolWorkItem)left, preferLocal: false);
            return;
        }

        if (!_monitoring) StartMonitor();
        pump.Running = true;
        pump.Batch = batch;
        var flushedAt = _time.GetTimestamp();
        while (batch.Take() is { } item)
        {
            if (item is Activation activation) RunChain(pump, activation);
            else ((RequestBase)item).Resume();
            if (pump.Flush is null || _time.GetElapsedTime(flushedAt) < FlushDelayMax) continue;

            // Answers do not wait for turns that take their time.
            pump.TakeFlush()?.Execute();
            flushedAt = _time.GetTimestamp();
        }

        pump.Batch = null;
        while (pump.TakeAnswered() is { } answered) answered.Resume();
        if (pump.TakeNext() is { } next) RunChain(pump, next);
        pump.Running = false;
        pump.TakeFlush()?.Execute();
    }

    private static void RunChain(Pump pump, Activation activation)
    {
        var next = activation;
        for (var chain = 0; next is not null; chain++)
        {
            if (chain == ChainMax)
            {
                ThreadPool.UnsafeQueueUserWorkItem(next, preferLocal: false);
                break;
            }

            next.RunTurns();
            while (pump.TakeAnswered() is { } answered) answered.Resume();
            next = pump.TakeNext();
        }
    }

    private Pump AddPump()
    {
        var pump = new Pump();
        lock (_gate) _pumps = [.. _pumps.Where(p => p.Thread.IsAlive), pump];
        return t_pump = pump;
    }

    private void StartMonitor()
    {
        lock (_gate)
        {
            if (_monitoring) return;
            _monitoring = true;
            _idlePeriods = 0;
            _monitor.Change(MonitorPeriod, MonitorPeriod);
        }
    }

    private void Monitor()
    {
        var busy = false;
        foreach (var pump in Volatile.Read(ref _pumps)) busy |= pump.Relieve();
        if (busy)
        {
            _idlePeriods = 0;
        }
        else if (++_idlePeriods > IdlePeriodsMax)
        {
            lock (_gate)
            {
                _monitoring = false;
                _monitor.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>The slots of one thread. The thread fills them; the thread or the monitor empties them, whichever exchange comes first.</summary>
    private sealed class Pump
    {
        public Activation? Next;
        public RequestBase? Answered;
        public TurnBatch? Batch;
        public IThreadPoolWorkItem? Flush;
        public bool Running;
        public bool IsGathering;
        private TurnBatch? _seenBatch;
        private int _seenTaken;
        private IThreadPoolWorkItem? _seenFlush;
        private Activation? _seenNext;
        private RequestBase? _seenAnswered;

        public Thread Thread { get; } = Thread.CurrentThread;

        /// <summary>What this thread has scheduled since it began to gather.</summary>
        public List<object> Gathered { get; } = [];

        public IThreadPoolWorkItem? TakeFlush() => Flush is null ? null : Interlocked.Exchange(ref Flush, null);

        public Activation? TakeNext() => Next is null ? null : Interlocked.Exchange(ref Next, null);

        public RequestBase? TakeAnswered() => Answered is null ? null : Interlocked.Exchange(ref Answered, null);

        /// <summary>Moves what has been in a slot since the last visit to the pool. Returns whether the thread runs turns.</summary>
        public bool Relieve()
        {
            var next = Volatile.Read(ref Next);
            if (next is not null && next == _seenNext && Interlocked.CompareExchange(ref Next, null, next) == next)
            {
                ThreadPool.UnsafeQueueUserWorkItem(next, preferLocal: false);
            }

            var answered = Volatile.Read(ref Answered);
            if (answered is not null && answered == _seenAnswered && Interlocked.CompareExchange(ref Answered, null, answered) == answered)
            {
                ThreadPool.UnsafeQueueUserWorkItem(answered, preferLocal: false);
            }

            var batch = Volatile.Read(ref Batch);
            if (batch is not null && batch == _seenBatch && batch.Taken == _seenTaken) ThreadPool.UnsafeQueueUserWorkItem(batch, preferLocal: false);
            var flush = Volatile.Read(ref Flush);
            if (flush is not null && flush == _seenFlush && Interlocked.CompareExchange(ref Flush, null, flush) == flush) ThreadPool.UnsafeQueueUserWorkItem(flush, preferLocal: false);

            (_seenBatch, _seenTaken, _seenFlush) = (batch, batch?.Taken ?? 0, flush);
            _seenNext = next;
            _seenAnswered = answered;
            return Volatile.Read(ref Running);
        }
    }
}
