using System.IO.Pipelines;
using System.Net;
using Orleans.Runtime.Transport;
using OrleansAgents.Simulation.Engine;

namespace OrleansAgents.Simulation.Network;

/// <summary>What is between the nodes: connections that keep their bytes in order, and lose them only by ending, as those of TCP do.</summary>
/// <remarks>
/// What a fault can do: cut connections, slow one direction between two nodes down, stop one direction (bytes wait, and connecting gets no answer), accept a connection twice as after a repeated first packet.
/// Messages on different connections overtake one another by these delays.
/// </remarks>
internal sealed class Network(World world, Func<string, bool> count)
{
    private static readonly TimeSpan LatencyMin = TimeSpan.FromMilliseconds(0.1);
    private static readonly TimeSpan LatencyMax = TimeSpan.FromMilliseconds(2);

    // As a host without a process answers, or a host that is not there does not.
    private static readonly TimeSpan RetrySyn = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<IPEndPoint, (Node Node, Action<IDuplexPipe> Accept)> _listeners = [];
    private readonly Dictionary<(string, string), Direction> _directions = [];
    private readonly Dictionary<IPAddress, Node> _hosts = [];
    private readonly HashSet<IPAddress> _refused = [];
    private readonly List<Link> _links = [];

    /// <summary>How likely a connection is accepted twice.</summary>
    public double DuplicateChance { get; set; }

    public World World => world;

    public ITransport For(Node node) => new NodeTransport(this, node);

    /// <summary>The way from one node to another.</summary>
    public Direction Way(string from, string to)
    {
        if (!_directions.TryGetValue((from, to), out var way)) _directions[(from, to)] = way = new Direction(new SeededRandom(Mixing.Mix(world.Seed, Mixing.Mix(from + ">" + to))));
        return way;
    }

    /// <summary>Whether a device between the hosts refuses connections to an address in the name of whoever listens there.</summary>
    public void Refuse(IPAddress address, bool refuses)
    {
        if (refuses) _refused.Add(address);
        else _refused.Remove(address);
    }

    /// <summary>A node's address now leads to another host: its connections are of no use any more, new ones reach whoever listens next, and what it sends is not answered.</summary>
    public void TakeAddressOf(Node node, IEnumerable<string> others)
    {
        foreach (var endpoint in EndpointsOf(node)) _listeners.Remove(endpoint);
        Cut((from, to) => from == node || to == node);
        foreach (var other in others) (Way(node.Name, other).IsStopped, Way(other, node.Name).IsStopped) = (true, true);
    }

    public void Heal()
    {
        DuplicateChance = 0;
        _refused.Clear();
        foreach (var way in _directions.Values)
        {
            (way.IsStopped, way.ExtraDelay) = (false, TimeSpan.Zero);
        }

        foreach (var link in _links.ToArray()) link.Wake();
    }

    public void Wake()
    {
        foreach (var link in _links.ToArray()) link.Wake();
    }

    /// <summary>Breaks every connection for which the condition holds. Returns how many.</summary>
    public int Cut(Func<Node, Node, bool> isCut)
    {
        var cut = _links.Where(link => isCut(link.From, link.To)).ToArray();
        foreach (var link in cut) link.Break();
        return cut.Length;
    }

    /// <summary>A process has ended. With its host still there its connections are reset and new ones are refused; without it there is silence.</summary>
    public void Died(Node node, bool refuses)
    {
        foreach (var endpoint in EndpointsOf(node))
        {
            _listeners.Remove(endpoint);
            if (!refuses) _hosts[endpoint.Address] = node;
        }

        if (refuses) Cut((from, to) => from == node || to == node);
    }

    private async ValueTask<IDuplexPipe> Connect(Node node, IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_refused.Contains(endpoint.Address) && count(Checks.Situation.DeviceRefuses))
            {
                await Task.Delay(LatencyMin, node.Time, cancellationToken);
                throw new EndpointRefusedException($"{endpoint} is refused by a device on the way.");
            }

            if (_listeners.TryGetValue(endpoint, out var listener))
            {
                var (there, back) = (Way(node.Name, listener.Node.Name), Way(listener.Node.Name, node.Name));
                await Task.Delay(there.Draw() + back.Draw(), node.Time, cancellationToken);
                if (!there.IsStopped && !back.IsStopped && _listeners.TryGetValue(endpoint, out var still) && still.Node == listener.Node) return Open(node, listener.Node, listener.Accept);
            }
            else
            {
                await Task.Delay(LatencyMin, node.Time, cancellationToken);
                if (!_listeners.ContainsKey(endpoint) && !_hosts.ContainsKey(endpoint.Address))
                {
                    count("connection refused");
                    throw new EndpointRefusedException($"Nothing listens at {endpoint}.");
                }
            }

            await Task.Delay(RetrySyn, node.Time, cancellationToken);
        }
    }

    private IPEndPoint[] EndpointsOf(Node node) => [.. _listeners.Where(listener => listener.Value.Node == node).Select(static listener => listener.Key)];

    private SimPipe Open(Node node, Node other, Action<IDuplexPipe> accept)
    {
        var (there, back) = (new Link(this, node, other), new Link(this, other, node));
        (there.Reverse, back.Reverse) = (back, there);
        _links.Add(there);
        _links.Add(back);
        other.Post(() => accept(new SimPipe(there.Reader, back, other.Build)), Mixing.Mix(node.Name));
        if (DuplicateChance > 0 && Way(node.Name, other.Name).Random.Chance(DuplicateChance))
        {
            count("connection accepted twice");
            var (ghost, echo) = (new Link(this, node, other), new Link(this, other, node));
            (ghost.Reverse, echo.Reverse) = (echo, ghost);
            _links.Add(ghost);
            other.Post(() => accept(new SimPipe(ghost.Reader, echo, other.Build)), Mixing.Mix(node.Name) + 1);
        }

        return new SimPipe(back.Reader, there, node.Build);
    }

    internal void Ended(Link link) => _links.Remove(link);

    /// <summary>One direction between two nodes.</summary>
    internal sealed class Direction(SeededRandom random)
    {
        public SeededRandom Random => random;

        public bool IsStopped { get; set; }

        public TimeSpan ExtraDelay { get; set; }

        public TimeSpan Draw() => Draw(random);

        public TimeSpan Draw(SeededRandom source) => source.Between(LatencyMin, LatencyMax) + (ExtraDelay * source.NextDouble());
    }

    private sealed class NodeTransport(Network network, Node node) : ITransport
    {
        public ValueTask<IDuplexPipe> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken) => network.Connect(node, endpoint, cancellationToken);

        public ValueTask<IAsyncDisposable> ListenAsync(IPEndPoint endpoint, Action<IDuplexPipe> accept, CancellationToken cancellationToken)
        {
            if (!network._listeners.TryAdd(endpoint, (node, accept))) return ValueTask.FromException<IAsyncDisposable>(new IOException($"{endpoint} is in use."));
            network._hosts.Remove(endpoint.Address);
            return ValueTask.FromResult<IAsyncDisposable>(new Listener(network, node, endpoint));
        }
    }

    private sealed class Listener(Network network, Node node, IPEndPoint endpoint) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            if (network._listeners.TryGetValue(endpoint, out var found) && found.Node == node) network._listeners.Remove(endpoint);
            return default;
        }
    }
}
