using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Reminders;
using Orleans.Runtime.Transport;
using OrleansAgents.Simulation.Engine;
using OrleansAgents.Simulation.Stores;
using Orleans.Storage;

namespace OrleansAgents.Simulation.Cluster;

/// <summary>One process of a silo, made of what a real one is made of: its services, with the seams of time, ids, threads, network and stores.</summary>
internal sealed class SimSilo
{
    private const int SiloPort = 11111;
    private const int GatewayPort = 30000;

    // As a host has one for its shutdown.
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan ReadPeriod = TimeSpan.FromMilliseconds(70);

    private readonly SimCluster _cluster;
    private readonly string _hostId;
    private readonly ServiceProvider _services;
    private readonly SiloHost _host;

    public SimSilo(SimCluster cluster, int place, int generation, double rate, Network.Build build, ILoggerProvider? log)
    {
        (_cluster, Place) = (cluster, place);
        Node = new Node(cluster.World, $"silo{place}.{generation}", rate) { Build = build };
        _hostId = cluster.HostOf(place);
        var services = new ServiceCollection();
        services.AddSingleton(Node);
        services.AddSingleton(cluster.Checks);
        services.AddSingleton(provider => new SiloDetails(
            provider.GetRequiredService<IOptions<SiloOptions>>().Value, provider.GetRequiredService<IOptions<ClusterOptions>>().Value, provider.GetRequiredService<IOptions<EndpointOptions>>().Value, Node.Time, generation));
        services.AddSingleton(provider => Identity(provider.GetRequiredService<SiloDetails>()));
        services.AddSingleton(provider => new ClusterMembership(
            provider.GetRequiredService<SiloRuntime>(),
            provider.GetRequiredService<IClusterTable>(),
            provider.GetRequiredService<IOptions<ClusterLeaseOptions>>().Value,
            provider.GetRequiredService<SiloIdentity>(),
            provider.GetRequiredService<ILogger<ClusterMembership>>()) { Lost = reason => cluster.Lost(this, reason) });
        services.AddKeyedSingleton<IGrainStorage>("sim", new SimGrainStorage(Node, cluster.Records, cluster.Checks));
        services.AddSingleton<IReminderStore>(new SimReminders(Node, cluster.Reminders));
        services.Configure<ReminderOptions>(static options => (options.MinimumReminderPeriod, options.RefreshReminderListPeriod) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)));
        services.Configure<EndpointOptions>(options => (options.AdvertisedIPAddress, options.SiloPort, options.GatewayPort) = (Address(place), SiloPort, GatewayPort));
        services.Configure<SiloMessagingOptions>(static options => options.ResponseTimeout = SimCluster.ResponseTimeout);
        cluster.Common(services, Node, log);
        services.AddReminders();
        SiloServices.Add(services);
        _services = services.BuildServiceProvider();
        _host = _services.GetRequiredService<SiloHost>();
        Node.MayRun = () => MayRun;
        Runtime.DrainLimit = TimeSpan.FromSeconds(4);
        Runtime.PlacementChanged += () =>
        {
            cluster.Checks.Adopted(this, Runtime.View, cluster.Table.Views);
            cluster.Checks.CompareHeld(cluster.Silos);
        };
    }

    public Node Node { get; }

    /// <summary>The number of its endpoint: what restarts there has the same.</summary>
    public int Place { get; }

    public SiloRuntime Runtime => _host.Silo;

    public bool IsStopping { get; private set; }

    /// <summary>Its address leads to another host.</summary>
    public bool IsMoved { get; set; }

    /// <summary>How it reads the table, if not as most do.</summary>
    public string? Reader => (Mixing.Mix(Node.Id, 78) % 4) switch { 0 => Checks.Situation.RareReader, 1 => Checks.Situation.FrequentReader, _ => null };

    /// <summary>Turns of its grains that have begun and not ended.</summary>
    public int TurnsUnderWay
    {
        get
        {
            var running = 0;
            Runtime.Visit(activation => running += activation.RunningTurns);
            return running;
        }
    }

    /// <summary>It has joined.</summary>
    public bool IsUp { get; private set; }

    public bool IsAlive => !Node.IsDead;

    /// <summary>Whether its process may run grain code at this instant.</summary>
    public bool MayRun => IsAlive && !Runtime.IsFenced && Runtime.Lease!.MayStart;

    public static IPAddress Address(int place) => new([10, 0, 0, (byte)(place + 1)]);

    public void Start() => Node.Post(() => _ = StartNow());

    /// <summary>Leaves the cluster in order.</summary>
    public void Stop() => Node.Post(() => _ = StopNow());

    /// <summary>The process ends.</summary>
    public void Die(bool refuses)
    {
        if (!IsAlive) return;
        _cluster.World.Note($"{Node.Name} dies{(refuses ? "" : " with its host")}");
        Node.Die();
        _cluster.Network.Died(Node, refuses);
    }

    /// <summary>Lets go of what the process shares with others that are simulated in it.</summary>
    public void Forget()
    {
        RequestSlots.FailWhere(Runtime, static request => request is { ReplyTo: null, Reference: not null }, static _ => new OrleansException("The run is over."));
        Node.Die();
    }

    private async Task StartNow()
    {
        try
        {
            await _host.StartAsync(CancellationToken.None);
            IsUp = true;
            _cluster.World.Note($"{Node.Name} is up");
            if (Reader == Checks.Situation.FrequentReader) _ = ReadOften();
        }
        catch (Exception failure)
        {
            _cluster.World.Note($"{Node.Name} did not start: {failure.Message}");
            if (failure.Message.Contains("speaks protocol", StringComparison.Ordinal)) _cluster.Checks.Count(Checks.Situation.OtherProtocol);
            Die(refuses: true);
            _cluster.Down(this);
        }
    }

    private async Task ReadOften()
    {
        while (!Runtime.IsFenced && !IsStopping)
        {
            await Task.Delay(ReadPeriod, Node.Time);
            await Runtime.RefreshViewAsync();
        }
    }

    private async Task StopNow()
    {
        IsStopping = true;
        _cluster.World.Note($"{Node.Name} leaves");
        try
        {
            using var limit = new CancellationTokenSource(ShutdownLimit, Node.Time);
            await _host.StopAsync(limit.Token);
            _cluster.Checks.Count("left");
        }
        catch (Exception failure)
        {
            _cluster.World.Note($"{Node.Name} did not leave: {failure.Message}");
        }

        Die(refuses: true);
        _cluster.Down(this);
    }

    private SiloIdentity Identity(SiloDetails details) =>
        new(new ClusterMember(details.SiloAddress, details.Name, details.Gateway), Node.Ids.NewGuid(), _hostId);
}
