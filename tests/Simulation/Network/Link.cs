using System.IO.Pipelines;
using OrleansAgents.Simulation.Engine;

namespace OrleansAgents.Simulation.Network;

/// <summary>One direction of one connection: bytes on their way, in order.</summary>
internal sealed class Link
{
    private readonly Network _network;
    private readonly Pipe _arrived;
    private readonly Queue<(long At, byte[]? Bytes)> _underWay = new();
    private readonly ulong _key;

    // Of its own, so that it does not matter in which order a node writes to several connections.
    private readonly SeededRandom _random;
    private long _lastAt;
    private bool _isOver;

    public Link(Network network, Node from, Node to)
    {
        (_network, From, To) = (network, from, to);
        _key = Mixing.Mix(from.Id, to.Id);
        _random = new SeededRandom(network.Way(from.Name, to.Name).Random.Next());
        var scheduler = new NodeScheduler(to, _key);
        _arrived = new Pipe(new PipeOptions(readerScheduler: scheduler, writerScheduler: scheduler, pauseWriterThreshold: 0, resumeWriterThreshold: 0, useSynchronizationContext: false));
    }

    public Node From { get; }

    public Node To { get; }

    public Link? Reverse { get; set; }

    public PipeReader Reader => _arrived.Reader;

    public bool IsOver => _isOver;

    /// <summary>Puts bytes on their way; null says that no more will come.</summary>
    public void Send(byte[]? bytes)
    {
        if (_isOver) return;
        var way = _network.Way(From.Name, To.Name);

        // What left before arrives before.
        _lastAt = Math.Max(_lastAt + 1, _network.World.Now + way.Draw(_random).Ticks);
        _underWay.Enqueue((_lastAt, bytes));
        _network.World.Add(_lastAt, _key, null, Wake);
    }

    /// <summary>Delivers what has come to its time, unless the way is stopped.</summary>
    public void Wake()
    {
        while (!_isOver && _underWay.TryPeek(out var next) && next.At <= _network.World.Now && !_network.Way(From.Name, To.Name).IsStopped)
        {
            _underWay.Dequeue();
            if (next.Bytes is { } bytes)
            {
                bytes.CopyTo(_arrived.Writer.GetMemory(bytes.Length));
                _arrived.Writer.Advance(bytes.Length);
                _arrived.Writer.FlushAsync().AsTask();
            }
            else
            {
                End(null);
            }
        }
    }

    /// <summary>Loses what is under way, in both directions; either end learns of it.</summary>
    public void Break()
    {
        End(new IOException("The connection was reset."));
        Reverse?.End(new IOException("The connection was reset."));
    }

    private void End(Exception? reason)
    {
        if (_isOver) return;
        _isOver = true;
        _underWay.Clear();
        _arrived.Writer.Complete(reason);
        _network.Ended(this);
    }

    private sealed class NodeScheduler(Node node, ulong key) : PipeScheduler
    {
        public override void Schedule(Action<object?> action, object? state) => node.Post(() => action(state), key);
    }
}
