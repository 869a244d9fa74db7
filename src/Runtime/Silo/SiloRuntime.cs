using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Transport;
using Orleans.Serialization;

namespace Orleans.Runtime;

/// <summary>A silo: the activations that it holds, and the way of every call that starts or ends here.</summary>
/// <remarks>
/// The path of one call, as the numbers in the code:
/// <list type="number">
/// <item>The generated reference fills a pooled request with the arguments and sends it (<see cref="GrainReference"/>, <c>Send</c>).</item>
/// <item>The request is armed: version, deadline, request context, the call that it is made within (<see cref="RequestBase.Arm"/>).</item>
/// <item>It is routed: to an activation found here, to a new one if this silo serves the grain's shard, or as a frame to the silo that owns the shard (<see cref="Dispatch"/>, <see cref="Route"/>; 3a and 3b in <see cref="MessageCenter"/>).</item>
/// <item>It is put into the activation's mailbox, which schedules the activation if it was idle (<see cref="Activation.PostCall"/>).</item>
/// <item>A thread that owns the activation admits it, or lets it wait (<see cref="Activation.Admit"/>, <see cref="TurnQueue"/>).</item>
/// <item>The turn starts: context, filters, the grain's method (<c>StartTurn</c>, <see cref="RequestBase.Start"/>).</item>
/// <item>The turn ends: the next ones may start (<see cref="Activation.EndTurn"/>).</item>
/// <item>The outcome goes back: the caller's continuation is queued where it must run (<see cref="RequestBase.Complete"/>), or a response frame is written and claimed by correlation id (8a, 8b).</item>
/// </list>
/// </remarks>
internal sealed partial class SiloRuntime : CallRuntime, IMessageReceiver, ILocalShards, IFencingTokens
{
    private readonly ActivationTable _activations = new();
    private readonly ConcurrentDictionary<(GrainClass, IdSpan), StatelessWorkers> _workers = new();
    private readonly ConcurrentDictionary<GrainType, GrainClass?> _classes = new();
    private readonly ConcurrentDictionary<GrainId, MigrationContext> _migrating = new();
    private readonly Utf8Cache<GrainClass> _classesByName = new();
    private readonly GrainClassCatalog _classCatalog;
    private readonly Func<GrainClass, IdSpan, (int, bool), Activation?> _make;
    private readonly AbsentClients _absentClients = new();
    private readonly SlowTurns? _slowTurns;
    private volatile bool _fenced;

    public SiloRuntime(CallRuntimeServices services, SiloRuntimeOptions options, SiloAddress address, string name, GrainInterfaceCatalog interfaces, GrainClassCatalog classes, ITransport transport, MessageLimits limits, byte[]? secret, NodeIdentity identity, Leases.SiloLease? lease, SiloLog log)
        : base(services)
    {
        Options = options;
        Address = address;
        Name = name;
        Log = log;
        _classCatalog = classes;
        _make = Make;
        _slowTurns = new SlowTurns(this, CoarseClock.ToTicks(options.TurnWarningLength));
        References = new GrainReferences(this, interfaces, ClassOf);
        Observers = new ObserverTable(ObserverKeys.GrainType, address.ToParsableString(), services.Ids);
        Messages = new MessageCenter(identity, transport, this, interfaces, limits, secret, log.Logger) { Lease = lease };
        Lease = lease;
        GrainFactory = new GrainFactory(References, classes, Observers);
        GrainRuntime = new GrainRuntime(this);
        Claims = new ShardClaims(address, options.Shards);
        _map = new ShardMap(ClusterView.Empty, options.Shards);
    }

    public SiloRuntimeOptions Options { get; }

    public SiloAddress Address { get; }

    public string Name { get; }

    public SiloLog Log { get; }

    public GrainReferences References { get; }

    public ObserverTable Observers { get; }

    public MessageCenter Messages { get; }

    public GrainFactory GrainFactory { get; }

    public GrainRuntime GrainRuntime { get; }

    /// <summary>What other silos ask about this one; kept here, since the table of observers holds objects weakly.</summary>
    public SiloControl? Control { get; set; }

    public IIncomingGrainCallFilter[] IncomingFilters => Services.IncomingFilters.Value;

    /// <summary>False when no filter would do anything now, so that calls go the short way.</summary>
    public bool HasIncomingFilters => IncomingFilters is { Length: > 0 } filters && IdleFilter.AnyActive(filters);

    /// <summary>The lease by which the silo may run; null in clusters within one process, whose silos cannot lose one another.</summary>
    public Leases.SiloLease? Lease { get; }

    /// <summary>True once the silo lost its place in the cluster, or its process is being ended: no turn, continuation or message starts any more.</summary>
    public bool IsFenced => _fenced;

    public int ActivationCount => _activations.Count + _workers.Values.Sum(w => w.Workers.Count);

    public override long ViewVersion => _map.View.Version;

    public MembershipVersion MembershipVersion => new(_map.View.Version);

    /// <summary>Step 3: routes a call to the activation that serves it.</summary>
    public override void Dispatch(RequestBase request)
    {
        try
        {
            var reference = request.Reference!;
            var grainClass = reference.Shared.LocalClass;
            if (grainClass is { WorkersMax: 0 } && _activations.Find(grainClass, reference.Key, ActivationTable.HashOf(grainClass, reference.Key)) is { } activation)
            {
                Deliver(activation, request);
                return;
            }

            Route(request, grainClass, reference.Shared.GrainType, reference.Key);
        }
        catch (Exception failure)
        {
            request.Fail(failure);
        }
    }

    /// <summary>Sends a call on its way again that waited on an activation which ended before it could start.</summary>
    public void Redispatch(RequestBase request, Activation ended)
    {
        try
        {
            if (++request.Hops > HopsMax) throw TooManyHops(request);
            Route(request, ended.Class, ended.Class.GrainType, ended.Key);
        }
        catch (Exception failure)
        {
            request.Fail(failure);
        }
    }

    public override Activation? FindLocal(RequestBase request) =>
        request.Reference is { Shared.LocalClass: { WorkersMax: 0 } grainClass } reference ? _activations.Find(grainClass, reference.Key, ActivationTable.HashOf(grainClass, reference.Key)) : null;

    public override void CancelRemote(RequestBase request, int version) => MessageCenter.SendCancel(request, version);

    /// <summary>The class behind a grain type on this silo; null when it hosts none.</summary>
    public GrainClass? ClassOf(GrainType grainType) => _classes.GetOrAdd(grainType, type => _classCatalog.Find(type) is { } found ? new GrainClass(this, type, found.Type, found.Properties) : null);

    public Activation? Find(GrainId grainId) => ClassOf(grainId.Type) is { } grainClass ? _activations.Find(grainClass, grainId.Key, ActivationTable.HashOf(grainClass, grainId.Key)) : null;

    /// <summary>Visits every activation, stateless workers included.</summary>
    public void Visit(Action<Activation> visitor)
    {
        _activations.Visit(visitor);
        foreach (var workers in _workers.Values)
        {
            foreach (var worker in workers.Workers) visitor(worker);
        }
    }

    public static void Activated(Activation activation) => SiloMeter.Activations.Add(1, activation.Class.MetricTag);

    /// <summary>Takes an ended activation out of the table; what it put down for its successor is kept for it.</summary>
    public void Forget(Activation activation)
    {
        if (activation.ExtrasOrNull is { IsMigrating: true, Rehydration: { } state }) _migrating[activation.GrainId] = state;
        if (activation.Class.WorkersMax > 0)
        {
            if (_workers.TryGetValue((activation.Class, activation.Key), out var workers)) workers.Remove(activation);
        }
        else
        {
            _activations.Remove(activation);
        }

        if (activation.WasValid) SiloMeter.Activations.Add(-1, activation.Class.MetricTag);
    }

    /// <summary>Stops everything at once, as the death of the process would: nothing runs or leaves any more.</summary>
    public void Fence()
    {
        _fenced = true;
        Messages.Dispose();
    }

    /// <summary>Whether a thread still runs code of this silo's grains. Asked of a fenced silo, on which no further segment starts.</summary>
    public bool RunsSegments()
    {
        // A thread names its activation first and looks at the fence afterwards. So once all processors have seen the fence, a thread that names nothing will not start anything.
        Interlocked.MemoryBarrierProcessWide();
        return TurnThread.All.Any(thread => Volatile.Read(ref thread.Activation) is { } running && running.Silo == this);
    }

    public override void Dispose()
    {
        base.Dispose();
        Messages.Dispose();
    }

    protected override void OnTick(int now)
    {
        base.OnTick(now);
        RefuseOverdueHeldCalls();
        _slowTurns?.Look(now);

        // The clock may tick before the constructor has ended.
        Messages?.Look(now);
        if (now >= AbsentClients.GraceTicks) _absentClients.GiveUp((owner, request) => request.Fail(NotConnected(owner, request)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Deliver(Activation activation, RequestBase request)
    {
        if (!request.IsIsolated) request.Isolate(Catalog);
        activation.PostCall(request);
    }

    private void Route(RequestBase request, GrainClass? grainClass, GrainType grainType, IdSpan key)
    {
        if (grainClass is null)
        {
            if (grainType.Equals(ObserverKeys.GrainType)) RouteToObserver(request, key);
            else throw new OrleansException($"No grain class serves the grain type '{grainType}' on {Address}. Reference the project that contains it from the silo's host, or correct the [GrainType] that the id names.");
            return;
        }

        if (grainClass.WorkersMax > 0)
        {
            Deliver(_workers.GetOrAdd((grainClass, key), static k => new StatelessWorkers(k.Item1, k.Item2)).Pick(), request);
            return;
        }

        var map = _map;
        var shard = map.ShardOf(grainType, key, grainClass.ColocatesByPrefix);
        var state = Claims[shard];
        var isFromWithin = (state is ShardState.Draining or ShardState.Closed) && IsFromWithin(request, shard);
        if (!isFromWithin && !Address.Equals(map.OwnerOf(shard)))
        {
            RouteElsewhere(request, map.OwnerOf(shard), grainType, key);
            return;
        }

        if (!isFromWithin && state != ShardState.Serving)
        {
            Hold(request, shard, grainClass, key);
            return;
        }

        var hash = ActivationTable.HashOf(grainClass, key);
        var activation = _activations.Find(grainClass, key, hash) ?? _activations.GetOrAdd(grainClass, key, hash, (shard, isFromWithin), _make);
        if (activation is not null) Deliver(activation, request);
        else Route(request, grainClass, grainType, key);
    }

    private void RouteElsewhere(RequestBase request, SiloAddress? owner, GrainType grainType, IdSpan key)
    {
        if (owner is null) throw CallFailures.Stopping(request, Address);
        if (request.ReplyTo is { } caller && request.Reference is null)
        {
            if (caller.IsClient && _map.View.Find(owner) is { Gateway: null })
            {
                // The client cannot reach the owner by itself.
                request.PassOn(References.Get(GrainId.Create(grainType, key), request.Descriptor.InterfaceType));
                Messages.Send(owner, request);
                return;
            }

            // A call that another node sent here by an older or newer view: it has not run, and its caller sends it again.
            request.Fail(RedirectedException.Instance);
            return;
        }

        Messages.Send(owner, request);
    }

    private void RouteToObserver(RequestBase request, IdSpan key)
    {
        var owner = ObserverKeys.OwnerOf(key);
        if (owner == Observers.Owner)
        {
            if (!request.IsIsolated) request.Isolate(Catalog);
            Observers.Deliver(request, key);
        }
        else if (Messages.FindClient(owner) is { } connection)
        {
            Messages.Send(connection, request);
        }
        else if (ObserverKeys.TryParseSilo(owner, out var silo) && (_map.View.Contains(silo) || Messages.IsConnected(silo)))
        {
            Messages.Send(silo, request);
        }
        else if (Clock.Now < AbsentClients.GraceTicks)
        {
            _absentClients.Hold(owner, request, key);
            if (Messages.FindClient(owner) is not null) _absentClients.Connected(owner, RouteToObserver);
        }
        else
        {
            throw NotConnected(owner, request);
        }
    }

    private ClientNotAvailableException NotConnected(string owner, RequestBase request) => new(
        $"The client '{owner}' is not connected to {Address}; {request.Describe()} was not delivered. It has disconnected or its process has ended: remove the observer.");

    /// <summary>Makes an activation while the silo serves its shard: a view that takes the shard away either comes first, and is seen here, or finds the activation in the table.</summary>
    private Activation? Make(GrainClass grainClass, IdSpan key, (int Shard, bool IsFromWithin) caller)
    {
        var state = Claims[caller.Shard];
        if (state != ShardState.Serving && !(caller.IsFromWithin && state == ShardState.Draining)) return null;
        var activation = new Activation(grainClass, key);
        if (state == ShardState.Draining) AddLate(caller.Shard, activation);
        if (!_migrating.IsEmpty && _migrating.TryRemove(activation.GrainId, out var putDown)) activation.Extras.Rehydration = putDown;
        return activation;
    }

}

/// <summary>How observers are named: the node that holds the object, a plus sign, and a unique part.</summary>
internal static class ObserverKeys
{
    public static GrainType GrainType { get; } = GrainType.Create("sys.client");

    public static string OwnerOf(IdSpan key)
    {
        var text = key.ToString();
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? text : text[..plus];
    }

    public static bool TryParseSilo(string owner, out SiloAddress silo)
    {
        try
        {
            silo = SiloAddress.FromParsableString(owner);
            return true;
        }
        catch (FormatException)
        {
            silo = SiloAddress.Zero;
            return false;
        }
    }
}
