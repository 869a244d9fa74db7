using Orleans.Runtime;

namespace OrleansAgents.Bench.Grains;

/// <summary>The smallest calls there are: what they cost is what the runtime costs.</summary>
public interface IPingGrain : IGrainWithStringKey
{
    ValueTask Ping();

    Task PingTask();

    ValueTask PingArgument(PingArgument argument);

    /// <summary>The silo that it lives on.</summary>
    ValueTask<string> Where();
}

/// <summary>A small argument, as most calls carry one.</summary>
[GenerateSerializer]
public sealed record PingArgument([property: Id(0)] int Number, [property: Id(1)] string Text);

internal sealed class PingGrain(ILocalSiloDetails silo) : Grain, IPingGrain
{
    public ValueTask Ping() => default;

    public Task PingTask() => Task.CompletedTask;

    public ValueTask PingArgument(PingArgument argument) => default;

    public ValueTask<string> Where() => new(silo.SiloAddress.ToString());
}
