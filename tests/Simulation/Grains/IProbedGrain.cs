namespace OrleansAgents.Simulation.Grains;

/// <summary>What the clients of the simulation call.</summary>
public interface IProbedGrain : IGrainWithStringKey
{
    /// <summary>A turn of several segments with waits between them, in milliseconds each.</summary>
    Task Work(long call, int segments, int waitMilliseconds);

    /// <summary>Adds the call to the grain's stored state; on return it is durable.</summary>
    Task<int> Add(long call);

    /// <summary>Does the same on another grain, within this grain's turn.</summary>
    Task<int> AddElsewhere(long call, string grain);

    /// <summary>Registers a reminder.</summary>
    Task Remind(long call, int periodSeconds);

    /// <summary>Ends the activation after this turn.</summary>
    Task Rest(long call);
}

/// <summary>What a grain keeps: the calls that have written.</summary>
[GenerateSerializer]
public sealed class Tally
{
    [Id(0)]
    public List<long> Calls { get; set; } = [];
}
