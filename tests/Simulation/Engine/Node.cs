namespace OrleansAgents.Simulation.Engine;

/// <summary>A process of the simulated cluster: a silo or a client, with a clock of its own.</summary>
internal sealed class Node
{
    // The longest that something waits for a processor, in ticks of 100 ns.
    private const ulong DelayMax = 200;

    // Of so many runs of turns one may stand still: each costs a thread.
    private const ulong TurnsAStandingOne = 40;

    private readonly NodeContext _context;
    private ulong _posts;

    public Node(World world, string name, double rate)
    {
        World = world;
        Name = name;
        Id = Mixing.Mix(world.Seed, Mixing.Mix(name));
        Time = new NodeTime(this, rate, TimeSpan.FromSeconds(Mixing.Mix(Id) % 100_000));
        Ids = new NodeIds(Id);
        _context = new NodeContext(this, key: 0);
    }

    public World World { get; }

    public string Name { get; }

    public ulong Id { get; }

    public NodeTime Time { get; }

    public NodeIds Ids { get; }

    /// <summary>Which version of the program it runs.</summary>
    public Network.Build Build { get; init; }

    /// <summary>Whether it may run grain code now, if it is a silo.</summary>
    public Func<bool> MayRun { get; set; } = static () => false;

    /// <summary>Nothing of it runs any more.</summary>
    public bool IsDead { get; private set; }

    public bool IsPaused => PausedUntil > World.Now;

    public long PausedUntil { get; private set; }

    public void Pause(TimeSpan length) => PausedUntil = Math.Max(PausedUntil, World.Now + length.Ticks);

    public void Resume() => PausedUntil = 0;

    public void Die() => IsDead = true;

    /// <summary>Runs something of this node soon, outside of any grain. What has the same key stays in order.</summary>
    public void Post(Action action, ulong key = 0) => Post(action, key, _context);

    /// <summary>As <see cref="Post(Action, ulong)"/>; awaits go on in the given context, or by the task scheduler if it is null.</summary>
    public void Post(Action action, ulong key, SynchronizationContext? context)
    {
        if (key == 0) key = ++_posts;
        World.Add(Soon(key), key, this, In(context, action));
    }

    /// <summary>Runs turns of a grain soon. Some of them may stand still in the midst of a segment.</summary>
    public void PostTurns(Action action, ulong key)
    {
        var at = Soon(key);
        if (Mixing.Mix((ulong)at, key) % TurnsAStandingOne == 0) World.AddSegment(at, key, this, In(null, action));
        else World.Add(at, key, this, In(null, action));
    }

    /// <summary>A context for one of several callers on this node.</summary>
    public SynchronizationContext ContextFor(string caller) => new NodeContext(this, Mixing.Mix(caller));

    private long Soon(ulong key) => World.Now + 1 + (long)(Mixing.Mix(Id ^ key, (ulong)World.Now) % DelayMax);

    private static Action In(SynchronizationContext? context, Action action) => () =>
    {
        SynchronizationContext.SetSynchronizationContext(context);
        action();
    };

    private sealed class NodeContext(Node node, ulong key) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback callback, object? state) => node.Post(() => callback(state), key, this);

        public override void Send(SendOrPostCallback callback, object? state) => callback(state);

        public override SynchronizationContext CreateCopy() => this;
    }
}
