using Microsoft.Extensions.Logging;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Transport;

namespace Orleans.Runtime;

/// <summary>A client of a cluster: holds the view, calls the owner of a grain directly, and receives the calls of its observers.</summary>
internal sealed partial class ClientRuntime : CallRuntime, IMessageReceiver
{
    // As for silos: views that disagree for so long are a fault.
    private const int HopsMax = 8;

    private readonly IViewSource _views;
    private readonly int _shards;
    private readonly ILogger _log;
    private readonly GrainClassCatalog _classes;
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private volatile ShardMap _map;
    private IDisposable? _watch;
    private int _nextWorker;

    public ClientRuntime(CallRuntimeServices services, NodeIdentity identity, GrainInterfaceCatalog interfaces, GrainClassCatalog classes, ITransport transport, IViewSource views, int shards, MessageLimits limits, ILogger log)
        : base(services)
    {
        _views = views;
        _shards = shards;
        _log = log;
        _classes = classes;
        _map = new ShardMap(ClusterView.Empty, shards);
        References = new GrainReferences(this, interfaces, static _ => null);
        Observers = new ObserverTable(ObserverKeys.GrainType, identity.Client!, services.Ids);
        Messages = new MessageCenter(identity, transport, this, interfaces, limits, log);
        GrainFactory = new GrainFactory(References, classes, Observers);
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
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _watch ??= _views.Watch(() => _ = RefreshAsync());
        await RefreshAsync();
        if (_map.View.Members.IsEmpty)
        {
            throw new SiloUnavailableException("The client knows no silo of its cluster. Start a silo first; a client of another process connects once transport between processes is configured.");
        }

        await ConnectToAll(_map.View, cancellationToken);
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

            Messages.Send(OwnerOf(grainType, reference.Key) ?? throw new SiloUnavailableException($"The cluster has no silo that serves; {request.Describe()} was not sent and did not run. Call again."), request);
        }
        catch (Exception failure)
        {
            request.Fail(failure);
        }
    }

    public override void CancelRemote(RequestBase request, int version) => MessageCenter.SendCancel(request, version);

    public void ReceiveCall(RequestBase request, GrainId target, GrainInterfaceInfo interfaceInfo, long viewVersion)
    {
        if (target.Type.Equals(ObserverKeys.GrainType)) Observers.Deliver(request, target.Key);
        else request.Fail(new OrleansException($"A call for the grain {target} was sent to a client, which runs no grains."));
    }

    public void Redirected(RequestBase request, long viewVersion) => _ = RedispatchAfter(request, viewVersion);

    /// <summary>A call that was not sent. Unless the view still has the silo that cannot be reached, it is sent on its way again.</summary>
    public void Unsent(RequestBase request, SiloAddress? unreachable, Exception reason) => _ = ResendAfter(request, unreachable, reason);

    public Task<bool> TakeOver(GrainId grain, Dictionary<string, byte[]> values, long viewVersion) => Task.FromResult(false);

    public void ClientConnected(string client)
    {
    }

    public void Announced(SiloAddress silo, Announcement announcement)
    {
    }

    public void PeerGone(Connection connection)
    {
        if (_stopping.IsCancellationRequested) return;
        Status?.Gone(connection);
        _ = RefreshAsync();
    }

    public override void Dispose()
    {
        _stopping.Cancel();
        _watch?.Dispose();
        base.Dispose();
        Messages.Dispose();
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

    private SiloAddress? OwnerOf(GrainType grainType, IdSpan key)
    {
        var properties = _classes.Find(grainType)?.Properties.Properties;
        var strategy = properties?.GetValueOrDefault(Metadata.WellKnownGrainTypeProperties.PlacementStrategy);
        if (strategy == nameof(StatelessWorkerPlacement)) return AnySilo();
        var map = _map;
        return map.OwnerOf(map.ShardOf(grainType, key, strategy == PlacementKey.PrefixStrategy));
    }

    private SiloAddress? AnySilo()
    {
        var members = _map.View.Members;
        return members.IsEmpty ? null : members[(int)((uint)Interlocked.Increment(ref _nextWorker) % (uint)members.Length)].Address;
    }

    private async Task RedispatchAfter(RequestBase request, long viewVersion)
    {
        var version = request.Version;
        try
        {
            if (++request.Hops > HopsMax) throw new OrleansException($"{request.Describe()} was redirected {HopsMax} times; the cluster's silos disagree about its members. The call did not run.");
            if (viewVersion > _map.View.Version) await RefreshAsync();
            if (request.Version == version && request.IsPending) Dispatch(request);
        }
        catch (Exception failure)
        {
            request.TryFail(version, failure);
        }
    }

    private async Task ResendAfter(RequestBase request, SiloAddress? unreachable, Exception reason)
    {
        var version = request.Version;
        try
        {
            await RefreshAsync();
            if (++request.Hops > HopsMax || _stopping.IsCancellationRequested || (unreachable is not null && _map.View.Contains(unreachable))) throw reason;
            if (request.Version == version && request.IsPending) Dispatch(request);
        }
        catch (Exception failure)
        {
            request.TryFail(version, failure);
        }
    }

    /// <summary>Connects to every silo, and waits until each has accepted this client: from then on all can call its observers.</summary>
    private Task ConnectToAll(ClusterView view, CancellationToken cancellationToken) => Task.WhenAll(view.Members.Select(async member =>
    {
        try
        {
            var connection = await Messages.Connect(member.Address);
            await connection.Welcome.WaitAsync(cancellationToken);
            Status?.Connected(connection);
        }
        catch (IOException failure)
        {
            LogUnreachable(_log, member.Address, failure.Message);
        }
    }));

    private async Task RefreshAsync()
    {
        await _refreshing.WaitAsync();
        try
        {
            var view = await _views.ReadAsync(_stopping.Token);
            if (view.Version > _map.View.Version)
            {
                _map = new ShardMap(view, _shards);
                ViewChanged?.Invoke();
            }

            // Also when the view is the same: a connection that broke is made anew, since a silo cannot call the observers of a client that is not connected.
            _ = ConnectToAll(view, _stopping.Token);
        }
        catch (Exception failure) when (!_stopping.IsCancellationRequested)
        {
            LogRefreshFailed(_log, failure);
        }
        catch (OperationCanceledException)
        {
            // The client is stopping.
        }
        finally
        {
            _refreshing.Release();
        }
    }

    [LoggerMessage(LogLevel.Information, "Silo {Silo} cannot be reached: {Reason}")]
    private static partial void LogUnreachable(ILogger logger, SiloAddress silo, string reason);

    [LoggerMessage(LogLevel.Warning, "The cluster's view could not be read; the client goes on with the one that it has.")]
    private static partial void LogRefreshFailed(ILogger logger, Exception failure);
}
