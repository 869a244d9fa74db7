using Orleans.Serialization;

namespace Orleans.Runtime;

/// <summary>What a grain reference calls through: a silo, or a client of a cluster.</summary>
internal abstract partial class CallRuntime : IDisposable
{
    // With more requests alive than this, the sweep visits them once a second instead of at every tick, so that it never takes a noticeable share of a core.
    private const int FrequentSweepMax = 50_000;

    protected CallRuntime(CallRuntimeServices services)
    {
        Services = services;
        ResponseTimeout = services.ResponseTimeout;
        ResponseTimeoutTicks = CoarseClock.ToTicks(services.ResponseTimeout);
        Clock = new CoarseClock(services.Time, OnTick);
    }

    public CallRuntimeServices Services { get; }

    public CodecCatalog Catalog => Services.Catalog;

    public TurnExecutor Executor => Services.Executor;

    public CoarseClock Clock { get; }

    public TimeSpan ResponseTimeout { get; }

    public int ResponseTimeoutTicks { get; }

    public IOutgoingGrainCallFilter[] OutgoingFilters => Services.OutgoingFilters.Value;

    /// <summary>False when no filter would do anything now, so that calls go the short way.</summary>
    public bool HasOutgoingFilters => OutgoingFilters is { Length: > 0 } filters && IdleFilter.AnyActive(filters);

    /// <summary>Sends a call on its way. Never throws: what fails here ends the call.</summary>
    public abstract void Dispatch(RequestBase request);

    /// <summary>The version of the cluster's view that this node follows.</summary>
    public abstract long ViewVersion { get; }

    /// <summary>The activation of this process that a call is meant for, if there is one.</summary>
    public virtual Activation? FindLocal(RequestBase request) => null;

    /// <summary>Tells a remote callee that its caller no longer waits.</summary>
    public virtual void CancelRemote(RequestBase request, int version)
    {
    }

    public virtual void Dispose() => Clock.Dispose();

    protected virtual void OnTick(int now)
    {
        if (RequestSlots.Used > FrequentSweepMax && now % CoarseClock.TicksPerSecond != 0) return;
        if (RequestSlots.Sweep(this, now) is not (> 0 and var timedOut)) return;
        SiloMeter.TimedOut.Add(timedOut);
        OnTimedOut();
    }

    /// <summary>Calls of this node have timed out.</summary>
    protected virtual void OnTimedOut()
    {
    }
}

/// <summary>The seams of the call path: time, ids, threads, codecs.</summary>
internal sealed record CallRuntimeServices(
    IServiceProvider Provider,
    TimeProvider Time,
    IdSource Ids,
    TurnExecutor Executor,
    CodecCatalog Catalog,
    TimeSpan ResponseTimeout,
    Lazy<IOutgoingGrainCallFilter[]> OutgoingFilters,
    Lazy<IIncomingGrainCallFilter[]> IncomingFilters);

/// <summary>Takes the outcome of a call whose caller is elsewhere.</summary>
internal interface IReplySink
{
    /// <summary>True when the caller is a client, which reaches only silos with a gateway port.</summary>
    bool IsClient { get; }

    void Reply(RequestBase request);
}
