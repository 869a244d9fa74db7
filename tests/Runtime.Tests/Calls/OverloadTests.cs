using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansAgents.Runtime.Tests;

[Promise("C16")]
public sealed class OverloadTests
{
    [BuiltinEngineFact("Microsoft's engine lets one more call wait.")]
    public async Task FullQueue_RefusesWithTheGrainTheDepthAndTheOption_AndServesTheRest()
    {
        const int Limit = 10;
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.Configure<SiloMessagingOptions>(o => o.MaxEnqueuedRequestsHardLimit = Limit));
        await using var cluster = builder.Build();
        await cluster.DeployAsync();
        var grain = cluster.Client.GetGrain<IQueueGrain>("busy");
        var gate = Guid.NewGuid().ToString("N");
        var running = grain.Hold(gate);
        await Gate.Entered(gate);
        var waiting = Enumerable.Range(0, Limit).Select(_ => grain.Work()).ToArray();
        await grain.Fence();
        var failure = await Assert.ThrowsAsync<LimitExceededException>(grain.Work);
        Assert.Contains("busy", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Limit.ToString(System.Globalization.CultureInfo.InvariantCulture), failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(SiloMessagingOptions.MaxEnqueuedRequestsHardLimit), failure.Message, StringComparison.Ordinal);
        Gate.Release(gate);
        await running;
        await Task.WhenAll(waiting);
        Assert.Equal(Limit, await grain.Worked());
    }
}

public interface IQueueGrain : IGrainWithStringKey
{
    Task Hold(string gate);

    Task Work();

    [AlwaysInterleave]
    Task Fence();

    Task<int> Worked();
}

public class QueueGrain : Grain, IQueueGrain
{
    private int _worked;

    public Task Hold(string gate) => Gate.Pass(gate);

    public Task Work()
    {
        _worked++;
        return Task.CompletedTask;
    }

    public Task Fence() => Task.CompletedTask;

    public Task<int> Worked() => Task.FromResult(_worked);
}
