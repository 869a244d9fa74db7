namespace OrleansAgents.Bench.Workloads;

/// <summary>Something that is measured in windows. A window yields figures by name, in the order in which they are reported.</summary>
internal abstract class Workload : IAsyncDisposable
{
    public abstract string Name { get; }

    public virtual ValueTask DisposeAsync() => default;

    /// <summary>Runs until compiled code and pools have settled. Called once in a process, before the first window.</summary>
    public abstract Task WarmUp();

    public abstract Task<IReadOnlyDictionary<string, double>> Measure(TimeSpan window);
}
