using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Transport;

namespace Orleans.Runtime;

/// <summary>A client of a cluster: holds the view, calls the owner of a grain directly, and receives the calls of its observers.</summary>
internal sealed partial class ClientRuntime : CallRuntime, IMessageReceiver
{
    private readonly IViewSource _views;
    private readonly int _shards;
    private readonly ILogger _log;
    private readonly GrainClassCatalog _classes;
    private readonly SharedRefresh _refresh;
    private readonly Lock _adopting = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<GrainType, Placement> _placements = new();
    private readonly Func<GrainType, Placement> _placementOf;
    private volatile ShardMap _map;
    private IDisposable? _watch;
    private TaskCompletionSource? _heard;
    private string? _refusal;
    private int _nextWorker;

    public ClientRuntime(CallRuntimeServices services, NodeIdentity identity, GrainInterfaceCatalog interfaces, GrainClassCatalog classes, ITransport transport, IViewSource views, int shards, MessageLimits limits, byte[]? secret, ILogger log)
        : base(services)
    {
        _views = views;
        _shards = shards;
        _log = log;
        _classes = classes;
        _placementOf = PlacementOf;
        _refresh = new SharedRefresh(Refresh);
        _map = new ShardMap(ClusterView.Empty, shards);
        References = new GrainReferences(this, interfaces, static _ => null);
        Observers = new ObserverTable(ObserverKeys.GrainType, identity.Client!, services.Ids);
        Messages = new MessageCenter(identity, transport, this, interfaces, limits, secret, log);
        GrainFactory = new GrainFactory(References, classes, Observers);
    }

    private enum Placement
    {
        ByKey,
        ByPrefix,
        Anywhere,
    }

    /// <summary>A newer view has been adopted.</summary>
    public event Action? ViewChanged;

    public GrainReferences References { get; }

    public ObserverTable Observers { get; }

    public MessageCenter Messages { get; }

    public GrainFactory GrainFactory { get; }

    /// <summary>Hears of each silo that is connected or lost; null when nobody asks.</summary>
    public ClientConnectionStatus? Status { get; init; }

    public override long ViewVersion => _map.View.Version;

    /// <summary>Reads the view and connects to its silos, so that each can call this client's observers. May be called again after it failed.</summary>
    /// <exception cref="SiloUnavailableException">The cluster has no silo that can be reached.</exception>
    /// <exception cref="OrleansConfigurationException">Silos are there and refuse this client: another cluster, or another secret.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _watch ??= _views.Watch(() => _ = RefreshViewAsync());
        Adopt(await _views.ReadAsync(this, cancellationToken));
        if (_map.View.Members.IsEmpty)
        {
            throw new SiloUnavailableException("The cluster has no member yet. Start a silo first, or let the client try again (IClientConnectionRetryFilter).");
        }

        await ConnectToAll(_map.View, cancellationToken);
        if (Messages.AnyConnected() is null && Volatile.Read(ref _refusal) is { } refusal)
        {
            throw new OrleansConfigurationException($"No silo of the cluster accepts this client: {refusal}");
        }
    }

    public override void Dispatch(RequestBase request)
    {
        try
        {
            var reference = request.Reference!;
            var grainType = reference.Shared.GrainType;
            if (grainType.Equals(ObserverKeys.GrainType))
            {
                DispatchToObserver(request, reference.Key);
                return;
            }

            if (WayTo(grainType, reference.Key) is not { } way)
            {
                // Whoever comes back knows nothing of this client, and the hint of the view may have been lost.
                _ = RefreshViewAsync();
                throw new SiloUnavailableException($"The cluster has no silo that serves; {request.Describe()} was not sent and did not run. Call again.");
            }

            Messages.Send(way, request);
        }
        catch (Exception failure)
        {
            request.Fail(failure);
        }
    }

    public override void CancelRemote(RequestBase request, int version) => MessageCenter.SendCancel(request, version);

    public void ReceiveCall(RequestBase request, ReadOnlySpan<byte> grainType, ReadOnlySpan<byte> key, GrainInterfaceInfo interfaceInfo, long viewVersion)
    {
        var target = GrainId.Create(new GrainType(grainType.ToArray()), new IdSpan(key.ToArray()));
        if (target.Type.Equals(ObserverKeys.GrainType)) Observers.Deliver(request, target.Key);
        else request.Fail(new OrleansException($"A call for the grain {target} was sent to a client, which runs no grains."));
    }

    public Task<bool> TakeOver(GrainId grain, Dictionary<string, byte[]> values, long viewVersion) => Task.FromResult(false);

    public void ClientConnected(string client)
    {
    }

    public void Announced(SiloAddress silo, Announcement announcement)
    {
    }

    public ClusterView View => _map.View;

    public void ViewReceived(SiloAddress silo, ClusterView view)
    {
        if (Adopt(view)) _ = ConnectToAll(view, _stopping.Token);
        Interlocked.Exchange(ref _heard, null)?.TrySetResult();
    }

    /// <summary>Completes when a silo has told its view once more.</summary>
    public Task NextView()
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _heard, waiting, null) ?? waiting).Task;
    }

    /// <summary>Clients connect to the gateway port.</summary>
    public IPEndPoint? EndpointOf(SiloAddress silo) => _map.View.Find(silo)?.Gateway?.Endpoint;

    protected override bool IsMember(SiloAddress silo) => _map.View.Contains(silo);

    protected override bool IsReachable(SiloAddress silo) => Messages.IsReachable(silo);

    protected override bool IsDisposed => Messages.IsDisposed;

    protected override void OnTick(int now)
    {
        base.OnTick(now);

        // The clock may tick before the constructor has ended.
        Messages?.Look(now);
    }

    /// <summary>The silo may have gone without a word, as when its host dies: the connection stands for long then, and the hint of a newer view may have been lost.</summary>
    protected override void OnTimedOut()
    {
        if (!_stopping.IsCancellationRequested) _ = RefreshViewAsync();
    }

    public void PeerGone(Connection connection)
    {
        if (_stopping.IsCancellationRequested) return;
        Status?.Gone(connection);
        _ = RefreshViewAsync();
    }

    public override void Dispose()
    {
        _stopping.Cancel();
        _watch?.Dispose();
        base.Dispose();
        Messages.Dispose();
    }

    /// <summary>True if the view is newer than the one that this client follows; from here on it follows this one.</summary>
    private bool Adopt(ClusterView view)
    {
        ClusterView before;
        lock (_adopting)
        {
            before = _map.View;
            if (view.Version <= before.Version) return false;
            _map = new ShardMap(view, _shards);
        }

        Messages.Follow(view, before);
        ViewChanged?.Invoke();
        return true;
    }

    private void DispatchToObserver(RequestBase request, IdSpan key)
    {
        var owner = ObserverKeys.OwnerOf(key);
        if (owner == Observers.Owner)
        {
            request.Isolate(Catalog);
            Observers.Deliver(request, key);
        }
        else if (ObserverKeys.TryParseSilo(owner, out var silo))
        {
            Messages.Send(silo, request);
        }
        else
        {
            // Another client's observer: any silo knows the way.
            Messages.Send(AnySilo() ?? throw new SiloUnavailableException($"The cluster has no silo that serves; {request.Describe()} was not sent."), request);
        }
    }

    /// <summary>The owner of a grain; or any silo, which passes the call on, if the owner takes no connections of clients.</summary>
    private SiloAddress? WayTo(GrainType grainType, IdSpan key) =>
        OwnerOf(grainType, key) is { Gateway: not null } owner ? owner.Address : AnySilo();

    private ClusterMember? OwnerOf(GrainType grainType, IdSpan key)
    {
        var placement = _placements.GetOrAdd(grainType, _placementOf);
        if (placement == Placement.Anywhere) return null;
        var map = _map;
        return map.MemberOf(map.ShardOf(grainType, key, placement == Placement.ByPrefix));
    }

    private Placement PlacementOf(GrainType grainType) => _classes.Find(grainType)?.Properties.Properties.GetValueOrDefault(Metadata.WellKnownGrainTypeProperties.PlacementStrategy) switch
    {
        nameof(StatelessWorkerPlacement) => Placement.Anywhere,
        PlacementKey.PrefixStrategy => Placement.ByPrefix,
        _ => Placement.ByKey,
    };

    private SiloAddress? AnySilo()
    {
        var gateways = _map.Gateways;
        return gateways.Length == 0 ? null : gateways[(int)((uint)Interlocked.Increment(ref _nextWorker) % (uint)gateways.Length)];
    }

    /// <summary>Connects to every silo, and waits until each has accepted this client: from then on all can call its observers.</summary>
    private Task ConnectToAll(ClusterView view, CancellationToken cancellationToken) => Task.WhenAll(view.Members.Where(static member => member.Gateway is not null).Select(async member =>
    {
        try
        {
            Status?.Connected(await Messages.Connect(member.Address).WaitAsync(cancellationToken));
        }
        catch (IOException failure)
        {
            if (failure is HandshakeRefusedException) Volatile.Write(ref _refusal, failure.Message);
            LogUnreachable(_log, member.Address, failure.Message);
        }
    }));

    public override Task RefreshViewAsync() => _refresh.Run();

    private async Task Refresh()
    {
        try
        {
            var view = await _views.ReadAsync(this, _stopping.Token);
            Adopt(view);

            // Also when the view is the same: a connection that broke is made anew, since a silo cannot call the observers of a client that is not connected.
            _ = ConnectToAll(_map.View, _stopping.Token);
        }
        catch (Exception failure) when (!_stopping.IsCancellationRequested)
        {
            LogRefreshFailed(_log, failure);
        }
        catch (OperationCanceledException)
        {
            // The client is stopping.
        }
    }

    [LoggerMessage(LogLevel.Information, "Silo {Silo} cannot be reached: {Reason}")]
    private static partial void LogUnreachable(ILogger logger, SiloAddress silo, string reason);

    [LoggerMessage(LogLevel.Warning, "The cluster's view could not be read; the client goes on with the one that it has.")]
    private static partial void LogRefreshFailed(ILogger logger, Exception failure);
}
