using System.Collections;
using System.Net;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Transport;

namespace Orleans.Runtime;

// Which shards this silo serves, and what happens to calls and activations when that changes.
internal sealed partial class SiloRuntime
{
    // Calls that may wait for one shard to be handed over: a hand-over takes milliseconds, so more than this means that something is stuck.
    private const int HeldCallsAShardMax = 10_000;

    private readonly Lock _shardGate = new();
    private readonly Dictionary<int, List<HeldCall>> _held = [];
    private readonly Dictionary<int, List<Activation>> _late = [];
    private volatile ShardMap _map;
    private TaskCompletionSource? _drained;
    private TaskCompletionSource _adopted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile int _heldCount;
    private int _claimWaits;

    /// <summary>The view or the state of a shard has changed.</summary>
    public event Action? PlacementChanged;

    public ShardClaims Claims { get; }

    public ShardMap Map => _map;

    /// <summary>After this a turn that keeps a lost shard is asked to give up (rule R13 of the protocol): long beside any turn that does its work, short beside what an operator waits for a silo to stop.</summary>
    public TimeSpan DrainLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Asked when a newer view lacks this silo. True if the silo is at its end and the view is of no use to it.</summary>
    public Func<bool>? MissingFromView { get; set; }

    /// <summary>Told of each silo to which a connection has ended.</summary>
    public Action<SiloAddress>? PeerLost { get; set; }

    /// <summary>Reads the view anew; set by whoever follows the membership table.</summary>
    public Func<Task>? RefreshView { get; set; }

    public long Version => _map.View.Version;

    // Not the view's version: most shards that a view gives to this silo are its own only when they have been claimed, some time later.
    long ILocalShards.Version => Claims.Changes;

    public IReadOnlyList<int> Served => [.. Enumerable.Range(0, Options.Shards).Where(shard => Claims[shard] == ShardState.Serving)];

    public bool Owns(GrainId grainId)
    {
        var map = _map;
        return Claims[map.ShardOf(grainId.Type, grainId.Key, ClassOf(grainId.Type) is { ColocatesByPrefix: true })] == ShardState.Serving && !_fenced;
    }

    /// <summary>Rule R16. A grain that is being drained still has its token: its last turn may have effects.</summary>
    public long TokenOf(GrainId grainId)
    {
        var shard = ShardOf(grainId);
        if (!_fenced && Claims[shard] is ShardState.Serving or ShardState.Draining or ShardState.Closed) return Claims.TokenOf(shard);
        throw new InvalidOperationException($"Silo {Address} does not serve grain {grainId}, so it has no fencing token for it. Ask from within the grain, with its own id.");
    }

    /// <summary>Follows a newer view: shards that this silo lost are drained, shards that it gained are claimed once the others have let go.</summary>
    public void Adopt(ClusterView view)
    {
        if (view.Version <= _map.View.Version) return;
        if (_map.View.Contains(Address) && !view.Contains(Address) && MissingFromView?.Invoke() == true) return;
        var map = new ShardMap(view, Options.Shards);
        IReadOnlyList<int> lost;
        ClusterView before;
        lock (_shardGate)
        {
            // Asked again: another thread may have adopted a newer one meanwhile.
            before = _map.View;
            if (view.Version <= before.Version) return;
            lost = Claims.Adopt(map, Carries);
            _map = map;
        }

        Log.ViewAdopted(view.Version, view.Members.Length, lost.Count);
        Interlocked.Exchange(ref _adopted, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        if (lost.Count > 0) _ = Drain(lost);
        Messages.Follow(view, before);
        Announce();
        Messages.PushView(view);
        ClaimShards();
        ReleaseHeldCalls(shard => !Address.Equals(map.OwnerOf(shard)));
        PlacementChanged?.Invoke();
    }

    /// <exception cref="InvalidDataException">The silo counts other shards than this one, so that no answer of its own could be trusted.</exception>
    public void Announced(SiloAddress silo, Announcement announcement)
    {
        RequireShards(silo, announcement.Draining);

        lock (_shardGate) Claims.Hear(silo, announcement.Version, announcement.Draining);

        // Rule R14: a newer view is adopted before anything is claimed by an older one.
        ViewReceived(silo, announcement.View);
        ClaimShards();
    }

    /// <summary>What a peer announced before, said again with a ping, since what was lost on a broken connection must not hold up a claim for ever. A newer view than ours comes as a frame of its own, which the pinged side asks for.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Announced"/>.</exception>
    public void AnnouncedAgain(SiloAddress silo, long version, BitArray? draining)
    {
        if (draining is not null) RequireShards(silo, draining);
        lock (_shardGate) Claims.Hear(silo, version, draining);
        ClaimShards();
    }

    /// <summary>The version that this silo follows, and the shards that it still drains; null if none.</summary>
    public (long Version, BitArray? Draining) Announcing()
    {
        lock (_shardGate)
        {
            var announcement = Claims.Announce();
            return (announcement.Version, announcement.Draining.HasAnySet() ? announcement.Draining : null);
        }
    }

    private void RequireShards(SiloAddress silo, BitArray draining)
    {
        if (draining.Length >= Options.Shards && draining.Length < Options.Shards + 8) return;
        throw new InvalidDataException($"Silo {silo} announced {draining.Length} shards; this cluster has {Options.Shards}. Every silo of a cluster must be built with the same number.");
    }

    /// <summary>Completes when no shard is served or drained any more.</summary>
    public async Task WhenNothingIsHeld(CancellationToken cancellationToken)
    {
        while (true)
        {
            TaskCompletionSource drained;
            lock (_shardGate)
            {
                if (!Claims.HoldsAny) return;
                drained = _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            await drained.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Whether every other member has said that it follows this version or a later one.</summary>
    public bool IsFollowed(long version)
    {
        lock (_shardGate) return Claims.IsFollowed(version);
    }

    /// <summary>Ends every activation, stateless workers included; waits for their ends.</summary>
    public async Task DeactivateAll(CancellationToken cancellationToken)
    {
        List<Task> ending = [];
        Visit(activation =>
        {
            ending.Add(activation.WhenDeactivated());
            activation.RequestDeactivation(new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo is stopping."));
        });
        await Task.WhenAll(ending).WaitAsync(cancellationToken);
    }

    public override Task RefreshViewAsync() => RefreshView?.Invoke() ?? Task.CompletedTask;

    protected override bool IsMember(SiloAddress silo) => _map.View.Contains(silo);

    protected override bool IsReachable(SiloAddress silo) => Messages.IsReachable(silo);

    protected override bool IsDisposed => Messages.IsDisposed;

    public ClusterView View => _map.View;

    /// <summary>Rule R13: adopts a newer view that a member follows, or that has this silo as a member. Any other may be of a table that has been set up anew: then the table is asked.</summary>
    /// <remarks>
    /// A view that names this silo, with its generation, comes from the table that has its row, whoever brings it: one that has just joined is no member by our view. The table need not be reachable from here, and that is when
    /// it matters: a silo that goes on without the table asks the members that it knows, and does no harm only if it knows of everybody who may remove it (rule R23).
    /// </remarks>
    public void ViewReceived(SiloAddress silo, ClusterView view)
    {
        if (view.Version <= _map.View.Version) return;
        if (_map.View.Contains(silo) || view.Contains(Address)) Adopt(view);
        else _ = RefreshViewAsync();
    }

    public IPEndPoint EndpointOf(SiloAddress silo) => silo.Endpoint;

    public void PeerGone(Connection connection)
    {
        if (connection.Silo is { } peer && !_fenced) PeerLost?.Invoke(peer);
    }

    public void ClientConnected(string client) => _absentClients.Connected(client, RouteToObserver);

    /// <summary>A call that another node sent by its view. With a newer view than ours we look again before we judge.</summary>
    public void ReceiveCall(RequestBase request, ReadOnlySpan<byte> grainType, ReadOnlySpan<byte> key, GrainInterfaceInfo interfaceInfo, long viewVersion)
    {
        // The short way: the activation is here. One that is ending, as when its shard is lost, sends the call on its way again.
        if (viewVersion <= _map.View.Version && _classesByName.TryGet(grainType, out var known) && known.WorkersMax == 0 && !request.IsOneWay && _activations.Find(known, key) is { } activation)
        {
            Deliver(activation, request);
            return;
        }

        var target = GrainId.Create(new GrainType(grainType.ToArray()), new IdSpan(key.ToArray()));
        if (ClassOf(target.Type) is { } grainClass && !_classesByName.TryGet(grainType, out _)) _classesByName.Add(grainType, grainClass);
        if (viewVersion > _map.View.Version && RefreshView is { } refresh)
        {
            _ = RefreshThenRoute(refresh, request, target, interfaceInfo);
            return;
        }

        RouteServed(request, target, interfaceInfo);
    }

    private async Task RefreshThenRoute(Func<Task> refresh, RequestBase request, GrainId target, GrainInterfaceInfo interfaceInfo)
    {
        try
        {
            await refresh();
        }
        catch (Exception failure)
        {
            Log.ViewUnreadable(failure);
        }

        RouteServed(request, target, interfaceInfo);
    }

    private void RouteServed(RequestBase request, GrainId target, GrainInterfaceInfo interfaceInfo)
    {
        try
        {
            // One-way calls cannot be redirected, as nobody waits for an answer; they are passed on.
            if (request.IsOneWay) request.Readdress(References.Get(target, interfaceInfo.Type));
            Route(request, ClassOf(target.Type), target.Type, target.Key);
        }
        catch (Exception failure)
        {
            request.Fail(failure);
        }
    }

    /// <summary>Ends the activations of lost shards, and lets each shard go as soon as its last activation has ended.</summary>
    /// <remarks>
    /// A turn that still runs may call another grain of its shard and wait for it. The new owner could not serve that call before the shard is its own, which it is only when this turn has ended. So calls from within
    /// the shard are served here to the end, by activations made late if need be; all others go to the new owner. When the known activations have ended the shard is closed to late ones too, and if some were made
    /// until then it is opened again for their own calls, and they are ended in turn.
    /// </remarks>
    private async Task Drain(IReadOnlyList<int> lost)
    {
        Dictionary<int, List<Activation>> running = [];
        foreach (var activation in _activations.Snapshot())
        {
            var shard = ShardOf(activation);
            if (!running.TryGetValue(shard, out var found)) running[shard] = found = [];
            found.Add(activation);
        }

        // Most shards are idle; they are let go all at once.
        int[] idle = [.. lost.Where(shard => !running.ContainsKey(shard))];
        var late = Close(idle);
        HashSet<int> free = [.. idle.Where(shard => !late.ContainsKey(shard) && !Carries(shard))];
        LetGo(free);
        await Task.WhenAll(lost.Where(shard => !free.Contains(shard)).Select(shard => DrainShard(shard, running.GetValueOrDefault(shard) ?? late.GetValueOrDefault(shard) ?? [])));
    }

    private async Task DrainShard(int shard, List<Activation> activations)
    {
        do
        {
            await EndAll(shard, activations);
        }
        while (Close([shard]).TryGetValue(shard, out activations!));

        await HandOverState(shard);
        LetGo([shard]);
    }

    /// <summary>Waits for the ends of a shard's activations, since the next owner must not run beside them. What takes long is named in the log and asked to give up.</summary>
    private async Task EndAll(int shard, List<Activation> activations)
    {
        var ended = Task.WhenAll(activations.Select(static activation => activation.HandOver()));
        try
        {
            await ended.WaitAsync(DrainLimit, Services.Time);
        }
        catch (TimeoutException)
        {
            foreach (var activation in activations.Where(static activation => activation.Status != ActivationStatus.Invalid))
            {
                Log.DrainIsSlow(shard, activation.Describe(), DrainLimit);
                activation.CancelCall();
            }

            await ended;
        }
    }

    /// <summary>Closes shards whose known activations have ended. Returns the late ones, for which their shards are open again.</summary>
    private Dictionary<int, List<Activation>> Close(int[] shards)
    {
        Dictionary<int, List<Activation>> late = [];
        lock (_shardGate)
        {
            foreach (var shard in shards) Claims.Close(shard);
        }

        // Whoever is making an activation now has either seen the shard closed, or is counted among the late.
        _activations.Barrier();
        lock (_late)
        {
            foreach (var shard in shards)
            {
                if (_late.Remove(shard, out var found)) late[shard] = found;
            }
        }

        lock (_shardGate)
        {
            foreach (var shard in late.Keys) Claims.Reopen(shard);
        }

        return late;
    }

    /// <summary>Lets closed shards go, and says so.</summary>
    private void LetGo(IReadOnlyCollection<int> shards)
    {
        TaskCompletionSource? drained;
        lock (_shardGate)
        {
            foreach (var shard in shards) Claims.Drained(shard);
            (drained, _drained) = (_drained, null);
        }

        drained?.SetResult();
        Announce();
        ClaimShards();
        PlacementChanged?.Invoke();
    }

    /// <summary>True for a call that an activation of this silo makes to a grain of its own shard.</summary>
    private bool IsFromWithin(RequestBase request, int shard)
    {
        if (request.Caller is not { Class.WorkersMax: 0 } caller || caller.Silo != this || caller.Status == ActivationStatus.Invalid || ShardOf(caller) != shard) return false;

        // Closed for as long as it takes to look for late activations, of which the caller may be one; then the shard is opened again or gone.
        var wait = default(SpinWait);
        while (Claims[shard] == ShardState.Closed) wait.SpinOnce();
        return Claims[shard] == ShardState.Draining;
    }

    private void AddLate(int shard, Activation activation)
    {
        lock (_late)
        {
            if (!_late.TryGetValue(shard, out var found)) _late[shard] = found = [];
            found.Add(activation);
        }
    }

    private int ShardOf(Activation activation) => _map.ShardOf(activation.Class.GrainType, activation.Key, activation.Class.ColocatesByPrefix);

    private void Announce()
    {
        Announcement announcement;
        lock (_shardGate) announcement = Claims.Announce();
        foreach (var member in _map.View.Members)
        {
            if (!member.Address.Equals(Address)) Messages.Announce(member.Address, announcement);
        }
    }

    /// <summary>Rule R15: claims what the others have let go, under a lease; without one, when there is one again.</summary>
    private void ClaimShards()
    {
        if (Lease is { MayStart: false } lease)
        {
            if (Interlocked.Exchange(ref _claimWaits, 1) == 0) lease.Wait(ClaimUnderLease);
        }
        else
        {
            ClaimNow();
        }
    }

    private void ClaimUnderLease()
    {
        Volatile.Write(ref _claimWaits, 0);
        ClaimNow();
    }

    private void ClaimNow()
    {
        IReadOnlyList<int> claimed;
        lock (_shardGate) claimed = Claims.Claim();
        if (claimed.Count == 0) return;
        Log.ShardsClaimed(claimed.Count, _map.View.Version);
        ReleaseHeldCalls(shard => Claims[shard] == ShardState.Serving);
        PlacementChanged?.Invoke();
    }

    private void Hold(RequestBase request, int shard, GrainClass grainClass, IdSpan key)
    {
        lock (_held)
        {
            // Asked again under the lock: a view that gives the shard away, or a claim that succeeds, releases the held calls after it has been adopted.
            if (Claims[shard] != ShardState.Serving && Address.Equals(_map.OwnerOf(shard)))
            {
                if (!_held.TryGetValue(shard, out var calls)) _held[shard] = calls = [];
                if (calls.Count >= HeldCallsAShardMax) throw new LimitExceededException($"{calls.Count} calls wait on {Address} for shard {shard} to be handed over (limit {HeldCallsAShardMax}). {request.Describe()} was refused and did not run; call again.");
                calls.Add(new HeldCall(request, request.Version, grainClass, key));
                _heldCount++;
                return;
            }
        }

        Route(request, grainClass, grainClass.GrainType, key);
    }

    private void ReleaseHeldCalls(Func<int, bool> release)
    {
        List<HeldCall> released = [];
        lock (_held)
        {
            foreach (var shard in _held.Keys.Where(release).ToArray())
            {
                released.AddRange(_held[shard]);
                _held.Remove(shard);
            }

            _heldCount -= released.Count;
        }

        foreach (var call in released)
        {
            if (call.Request.Version != call.Version) continue;
            try
            {
                Route(call.Request, call.Class, call.Class.GrainType, call.Key);
            }
            catch (Exception failure)
            {
                call.Request.Fail(failure);
            }
        }
    }

    /// <summary>Drops held calls whose callers have given up, so that a shard which cannot be claimed does not gather them.</summary>
    private void RefuseOverdueHeldCalls()
    {
        if (_heldCount == 0) return;
        List<HeldCall> overdue = [];
        lock (_held)
        {
            foreach (var calls in _held.Values)
            {
                _heldCount -= calls.RemoveAll(call =>
                {
                    if (call.Request.Version != call.Version || (call.Request.ReplyTo is null && !call.Request.IsPending)) return true;
                    if (call.Request.TicksLeft(Clock.Now) >= 0) return false;
                    overdue.Add(call);
                    return true;
                });
            }
        }

        // Those that came from elsewhere are answered, though nobody waits any more: a silo that leaves counts on every request being answered.
        foreach (var call in overdue) call.Request.Fail(CallFailures.TimedOut(call.Request));
    }

    private sealed record HeldCall(RequestBase Request, int Version, GrainClass Class, IdSpan Key);
}
