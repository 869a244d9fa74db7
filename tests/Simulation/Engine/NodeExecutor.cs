using Orleans.Runtime.Transport;

namespace OrleansAgents.Simulation.Engine;

/// <summary>Runs a node's turns in the world's queue.</summary>
internal sealed class NodeExecutor(Node node) : TurnExecutor
{
    public override bool UsesThreads => false;

    // Grain code awaits by its task scheduler, which is the activation; a synchronization context would take that over.
    public override void Schedule(Activation activation) => node.PostTurns(activation.RunTurns, Mixing.Mix(activation.GrainId.ToString()));

    public override void Yield(Activation activation) => Schedule(activation);

    public override void Schedule(RequestBase answered) => node.Post(answered.Resume);

    public override void Schedule(IThreadPoolWorkItem work) => node.Post(work.Execute, work is Connection connection ? Mixing.Mix(connection.PeerName) : 0);
}
