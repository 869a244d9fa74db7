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
    private volatile ShardMap _map;
    private TaskCompletionSource? _drained;
    private volatile int _heldCount;

    /// <summary>The view or the state of a shard has changed.</summary>
    public event Action? PlacementChanged;

    public ShardClaims Claims { get; }

    public ShardMap Map => _map;

    /// <summary>Reads the view anew; set by whoever follows the membership table.</summary>
    public Func<Task>? RefreshView { get; set; }

    public long Version => _map.View.Version;

    public bool Owns(GrainId grainId)
    {
        var map = _map;
        return Claims[map.ShardOf(grainId.Type, grainId.Key, ClassOf(grainId.Type) is { ColocatesByPrefix: true })] == ShardState.Serving && !_fenced;
    }

    /// <summary>Follows a newer view: shards that this silo lost are drained, shards that it gained are claimed once the others have let go.</summary>
    public void Adopt(ClusterView view)
    {
        if (view.Version <= _map.View.Version) return;
        var map = new ShardMap(view, Options.Shards);
        IReadOnlyList<int> lost;
        lock (_shardGate)
        {
            lost = Claims.Adopt(map);
            _map = map;
        }

        Log.ViewAdopted(view.Version, view.Members.Length, lost.Count);
        if (lost.Count > 0) _ = Drain(lost);
        Announce();
        ClaimShards();
        ReleaseHeldCalls(shard => !Address.Equals(map.OwnerOf(shard)));
        PlacementChanged?.Invoke();
    }

    public void Announced(SiloAddress silo, Announcement announcement)
    {
        lock (_shardGate) Claims.Hear(silo, announcement);
        if (announcement.Version > _map.View.Version) _ = RefreshView?.Invoke();
        else ClaimShards();
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

    public void PeerGone(Connection connection)
    {
    }

    /// <summary>A call that another node sent by its view. With a newer view than ours we look again before we judge.</summary>
    public void ReceiveCall(RequestBase request, GrainId target, GrainInterfaceInfo interfaceInfo, long viewVersion)
    {
        if (viewVersion > _map.View.Version && RefreshView is { } refresh)
        {
            _ = RefreshThenRoute(refresh, request, target, interfaceInfo);
            return;
        }

        RouteServed(request, target, interfaceInfo);
    }

    /// <summary>A call of ours that its callee's silo did not run, because by its view another silo owns the grain.</summary>
    public void Redirected(RequestBase request, long viewVersion) => _ = RedispatchAfter(request, viewVersion);

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

    private async Task RedispatchAfter(RequestBase request, long viewVersion)
    {
        var version = request.Version;
        try
        {
            if (++request.Hops > HopsMax) throw TooManyHops(request);
            if (viewVersion > _map.View.Version && RefreshView is { } refresh) await refresh();
            if (request.Version == version && request.IsPending) Dispatch(request);
        }
        catch (Exception failure)
        {
            request.TryFail(version, failure);
        }
    }

    /// <summary>Ends the activations of lost shards, and lets each shard go as soon as its last activation has ended.</summary>
    private async Task Drain(IReadOnlyList<int> lost)
    {
        Dictionary<int, List<Activation>> ending = lost.ToDictionary(shard => shard, _ => new List<Activation>());
        foreach (var activation in _activations.Snapshot())
        {
            if (ending.TryGetValue(ShardOf(activation), out var found)) found.Add(activation);
        }

        await Task.WhenAll(ending.Select(async shard =>
        {
            await Task.WhenAll(shard.Value.Select(End));
            LetGo(shard.Key);
            if (shard.Value.Count > 0) Announce();
        }));
        Announce();
        ClaimShards();
        PlacementChanged?.Invoke();

        static Task End(Activation activation)
        {
            var ended = activation.WhenDeactivated();
            activation.RequestDeactivation(new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The grain's shard moved to another silo."));
            return ended;
        }
    }

    private int ShardOf(Activation activation) => _map.ShardOf(activation.Class.GrainType, activation.Key, activation.Class.ColocatesByPrefix);

    private void LetGo(int shard)
    {
        TaskCompletionSource? drained;
        lock (_shardGate)
        {
            Claims.Drained(shard);
            (drained, _drained) = (_drained, null);
        }

        drained?.SetResult();
    }

    private void Announce()
    {
        Announcement announcement;
        lock (_shardGate) announcement = Claims.Announce();
        foreach (var member in _map.View.Members)
        {
            if (!member.Address.Equals(Address)) Messages.Announce(member.Address, announcement);
        }
    }

    private void ClaimShards()
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
        lock (_held)
        {
            foreach (var calls in _held.Values) _heldCount -= calls.RemoveAll(c => c.Request.Version != c.Version || (c.Request.ReplyTo is null && !c.Request.IsPending) || c.Request.TicksLeft(Clock.Now) < 0);
        }
    }

    private sealed record HeldCall(RequestBase Request, int Version, GrainClass Class, IdSpan Key);
}
