namespace OrleansAgents.Simulation.Engine;

/// <summary>Virtual time, and everything that will happen in it: one queue of events, taken one after the other by one thread.</summary>
/// <remarks>
/// <para>Problem: the runtime is written with tasks, and tasks reach for the thread pool. A run that is to be repeated from its seed must decide by itself what runs next.</para>
/// <para>Scheme: each node, a silo or a client, has a synchronization context and an executor that put whatever is to run into this queue, a moment later that depends on the seed, on what it is and on when.
/// What is in the queue for a paused node waits for its pause to end; what is for a node that has crashed is dropped. Time stands still while something runs.</para>
/// <para>Some completions inside the class library go to the thread pool whatever the context (those of <c>WhenAll</c> and <c>WaitAsync</c> over sources that run their continuations asynchronously). So the simulation runs as a work item
/// of a pool that has one thread: when something waits in the pool, the simulation queues itself behind it and returns. The pool's queue is in order, so this is repeated by every run too.</para>
/// <para>The order must not depend on what the runs before left in the process, such as which slot of a pool an object took. So what is told apart by a name (a grain, a peer, a caller) is ordered by that name, not by when it came.</para>
/// </remarks>
internal sealed class World : IThreadPoolWorkItem
{
    // More happens in one virtual second only if nodes drive one another on and on: a fault of its own, that would otherwise show as a run without end.
    private const int EventsASecondMax = 200_000;

    private const int LooksMax = 2;

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(60);

    private readonly PriorityQueue<Event, (long At, ulong Key, ulong Number)> _events = new();
    private readonly TaskCompletionSource _done = new();
    private readonly Dictionary<Segment, Node> _standing = [];
    private ulong _number;
    private long _second;
    private long _eventsBefore;
    private Func<bool>? _isOver;
    private Exception? _failure;

    public World(ulong seed)
    {
        Seed = seed;
        TraceHash = Mixing.Mix(seed);
    }

    public ulong Seed { get; }

    /// <summary>In ticks of 100 ns since the run began.</summary>
    public long Now { get; private set; }

    public TimeSpan Elapsed => TimeSpan.FromTicks(Now);

    /// <summary>Of all that ran, when and where.</summary>
    public ulong TraceHash { get; private set; }

    public long EventCount { get; private set; }

    /// <summary>Where to write what happens; null to keep silent.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>Where every step is kept; null to keep none.</summary>
    public Journal? Journal { get; init; }

    /// <summary>The node whose event runs.</summary>
    public Node? Running { get; private set; }

    public void After(TimeSpan delay, Action action) => Add(Now + delay.Ticks, 0, null, action);

    public void Add(long at, ulong key, Node? node, Action action) => Add(at, key, new Event(node, action));

    /// <summary>As the other; what runs may stand still (<see cref="StandStill"/>).</summary>
    public void AddSegment(long at, ulong key, Node node, Action action) => Add(at, key, new Event(node, action) { MayStandStill = true });

    /// <summary>Lets time pass in the midst of the event that runs, and others run. To be called only where an event may stand still.</summary>
    public void StandStill(Node node, TimeSpan length)
    {
        var segment = Segment.Current!;
        if (segment.IsAbandoned) throw new OperationCanceledException("The run is over.");
        _standing[segment] = node;
        Add(Now + length.Ticks, 0, new Event(node, () =>
        {
            _standing.Remove(segment);
            segment.GoOn();
        }));
        segment.StandStill();
    }

    /// <summary>Whether an event of the node has begun and not ended.</summary>
    public bool IsMidway(Node node) => _standing.ContainsValue(node);

    public void Note(string text)
    {
        TraceHash = Mixing.Mix(TraceHash, Mixing.Mix(text));
        Journal?.Add(Now, text);
        Trace?.Invoke($"{Elapsed.TotalSeconds,11:0.000000} {text}");
    }

    /// <summary>Runs until a condition holds or nothing is left to happen. Returns what kept it from getting there; null if nothing did.</summary>
    public Exception? Run(Func<bool> isOver)
    {
        _isOver = isOver;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        AwaitDone();
        foreach (var segment in _standing.Keys.ToArray()) segment.Abandon();
        return _failure;
    }

    // An event that never ends keeps the pool's only thread, so nothing but the end of the process helps. Twice, since the process may have been stopped for the whole of one look.
    private void AwaitDone()
    {
        for (var (before, looks) = (-1L, 0); !_done.Task.Wait(LookAgain); before = EventCount)
        {
            looks = EventCount == before ? looks + 1 : 0;
            if (looks < LooksMax) continue;
            Console.WriteLine($"seed {Seed} FAILED: the run does not end; an event at {Elapsed.TotalSeconds:0.000000} s goes on and on");
            Environment.Exit(1);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            while (!_isOver!() && RunNext())
            {
                if (ThreadPool.PendingWorkItemCount == 0) continue;
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
        }
        catch (Exception failure)
        {
            _failure = failure;
        }

        _done.SetResult();
    }

    private bool RunNext()
    {
        if (!_events.TryDequeue(out var next, out var order)) return false;
        Now = order.At;
        if (next.Node is { } node)
        {
            if (node.IsDead) return true;
            if (node.PausedUntil > Now)
            {
                _events.Enqueue(next, (node.PausedUntil, 0, _number++));
                return true;
            }

            TraceHash = Mixing.Mix(TraceHash ^ (ulong)Now, order.Key ^ node.Id);
        }

        Journal?.Add(Now, order.Key, next.Node, next.Action);

        EventCount++;
        if (Now / TimeSpan.TicksPerSecond != _second) (_second, _eventsBefore) = (Now / TimeSpan.TicksPerSecond, EventCount);
        if (EventCount - _eventsBefore > EventsASecondMax) throw new InvalidOperationException($"More than {EventsASecondMax} events in second {_second}: the nodes drive one another on.");
        Running = next.Node;
        if (next.MayStandStill) new Segment(next.Action).Start();
        else next.Action();
        Running = null;
        SynchronizationContext.SetSynchronizationContext(null);
        return true;
    }

    private void Add(long at, ulong key, Event added) => _events.Enqueue(added, (Math.Max(at, Now), key, _number++));

    private sealed record Event(Node? Node, Action Action)
    {
        public bool MayStandStill { get; init; }
    }
}
