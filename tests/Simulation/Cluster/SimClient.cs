using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using OrleansAgents.Simulation.Engine;
using OrleansAgents.Simulation.Grains;

namespace OrleansAgents.Simulation.Cluster;

/// <summary>A client of the cluster, with several callers.</summary>
internal sealed class SimClient
{
    private const int Callers = 10;

    private static readonly TimeSpan StartAgain = TimeSpan.FromMilliseconds(500);

    private readonly SimCluster _cluster;
    private readonly Workload _workload;
    private readonly ClientRuntime _client;
    private readonly int _number;

    public SimClient(SimCluster cluster, int number, double rate, Workload workload, ILoggerProvider? log)
    {
        (_cluster, _workload, _number) = (cluster, workload, number);
        Node = new Node(cluster.World, $"client{number}", rate);
        var services = new ServiceCollection();
        services.Configure<ClientMessagingOptions>(static options => options.ResponseTimeout = SimCluster.ResponseTimeout);
        cluster.Common(services, Node, log);
        ClientServices.Add(services);
        _client = services.BuildServiceProvider().GetRequiredService<ClientRuntime>();
    }

    public Node Node { get; }

    public IProbedGrain Grain(string key) => _client.GrainFactory.GetGrain<IProbedGrain>(key);

    public void Start() => Node.Post(() => _ = StartNow());

    public void Forget()
    {
        RequestSlots.FailWhere(_client, static request => request is { ReplyTo: null, Reference: not null }, static _ => new OrleansException("The run is over."));
        Node.Die();
    }

    private async Task StartNow()
    {
        while (true)
        {
            try
            {
                await _client.StartAsync(CancellationToken.None);
                break;
            }
            catch (Exception failure)
            {
                _cluster.World.Note($"{Node.Name} did not start: {failure.Message}");
                await Task.Delay(StartAgain, Node.Time);
            }
        }

        for (var i = 0; i < Callers; i++)
        {
            var caller = $"{Node.Name}/{i}";
            var random = new SeededRandom(Mixing.Mix(Node.Id, (ulong)i));
            Node.Post(() => _ = _workload.Run(this, caller, random), Mixing.Mix(caller), Node.ContextFor(caller));
        }
    }
}
