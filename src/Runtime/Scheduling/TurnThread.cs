namespace Orleans.Runtime;

/// <summary>What a thread is running now: one object a thread, found by one thread-static read.</summary>
internal sealed class TurnThread
{
    private static readonly Lock Gate = new();
    private static TurnThread[] s_all = [];

    [ThreadStatic]
    private static TurnThread? t_current;

    private readonly Thread _thread = Thread.CurrentThread;

    public Activation? Activation;

    /// <summary>The call whose code runs now, for the links of <see cref="CallChain"/>; without a request when it is not known.</summary>
    public CallLink Link;

    /// <summary>True while the thread runs a segment of grain code under a lease; false while it only looks whether it may.</summary>
    public bool IsInSegment;

    /// <summary>Counts what the thread has run, so that another thread can tell whether it gets on.</summary>
    public int Items;

    public static TurnThread Current => t_current ?? Add();

    public static TurnThread? CurrentOrNull => t_current;

    /// <summary>Every thread that runs or has run turns; those that ended are left out sooner or later.</summary>
    public static TurnThread[] All => Volatile.Read(ref s_all);

    private static TurnThread Add()
    {
        var thread = new TurnThread();
        lock (Gate) Volatile.Write(ref s_all, [.. s_all.Where(t => t._thread.IsAlive), thread]);
        return t_current = thread;
    }
}
