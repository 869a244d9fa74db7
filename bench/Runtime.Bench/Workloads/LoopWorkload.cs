using OrleansAgents.Bench.Measuring;

namespace OrleansAgents.Bench.Workloads;

/// <summary>A closed loop of calls: how many a second, at what CPU and how many bytes each.</summary>
/// <param name="name">The first word of its figures.</param>
/// <param name="unit">What is counted, in the singular: "call" or "write".</param>
/// <param name="operationsPerCall">More than one where a call stands for a batch.</param>
/// <param name="others">CPU time of other processes that take part.</param>
internal sealed class LoopWorkload(string name, string unit, int workers, Func<int, int, ValueTask> call, int operationsPerCall = 1, Func<TimeSpan>? others = null) : Workload
{
    private static readonly TimeSpan Warmth = TimeSpan.FromSeconds(4);

    public override string Name => name;

    /// <summary>Ends what was started for the workload.</summary>
    public Func<Task> End { get; init; } = static () => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await End();
    }

    public override Task WarmUp() => ClosedLoop.Run(call, workers, Warmth);

    public override async Task<IReadOnlyDictionary<string, double>> Measure(TimeSpan window)
    {
        var meter = new Meter(others);
        var operations = operationsPerCall * await ClosedLoop.Run(call, workers, window);
        var reading = meter.Read(operations);
        return new Dictionary<string, double>
        {
            [$"{name}_{unit}s_per_s"] = reading.PerSecond,
            [$"{name}_bytes_per_{unit}"] = reading.BytesPerOperation,
            [$"{name}_cpu_s_per_million"] = reading.CpuSecondsPerMillion,
        };
    }
}
