using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Hosting;
using OrleansAgents.Runtime.Tests.Clusters;

namespace OrleansAgents.Runtime.Tests.BadInput;

/// <summary>Grains that call each other without end: the deepest call is refused, the failure comes back to the first caller, and the silo serves on.</summary>
[Promise("C22")]
public sealed class RecursionTests
{
    [Fact]
    public async Task Recursion_ThroughFreshGrains_EndsInAFailureThatNamesTheChain()
    {
        await using var cluster = await ClusterTest.Start(1);
        var failure = await Assert.ThrowsAsync<LimitExceededException>(() => cluster.Client.GetGrain<IRecursiveGrain>("fresh").CallFresh(1, int.MaxValue).WithPatience());
        Assert.Contains("IRecursiveGrain.CallFresh was refused and did not run: 1024 calls wait for one another above it", failure.Message, StringComparison.Ordinal);
        Assert.Contains("recursive/fresh1023.CallFresh -> recursive/fresh1024.CallFresh", failure.Message, StringComparison.Ordinal);
        Assert.Equal(10, await cluster.Client.GetGrain<IRecursiveGrain>("after").CallFresh(1, 10).WithPatience());
    }

    [Fact]
    public async Task Recursion_AcrossSilos_IsCountedAcrossThem()
    {
        await using var cluster = await ClusterTest.Start(3);
        var failure = await Assert.ThrowsAsync<LimitExceededException>(() => cluster.Client.GetGrain<IRecursiveGrain>("spread").CallFresh(1, int.MaxValue).WithPatience());
        Assert.Contains("1024 calls wait for one another above it", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Recursion_ThroughTwoReentrantGrains_EndsInAFailure(bool afterOtherWork)
    {
        // After a wait for something else than a grain call, the runtime can only guess which of many interleaving calls goes on; then the number of calls that run in one activation is the bound.
        await using var cluster = await ClusterTest.Start(1, silo => silo.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = 50));
        var (ping, pong) = (cluster.Client.GetGrain<IReentrantRecursiveGrain>("ping"), cluster.Client.GetGrain<IReentrantRecursiveGrain>("pong"));
        var failure = await Assert.ThrowsAsync<LimitExceededException>(() => ping.CallBack(pong, afterOtherWork).WithPatience());
        Assert.Matches("^Grain reentrantrecursive/p[io]ng has 500 calls running at the same time \\(limit 500, ten times SiloMessagingOptions.MaxEnqueuedRequestsHardLimit\\)", failure.Message);
        Assert.True(await ping.Answer().WithPatience());
    }

    [Fact]
    public async Task Chain_ThatEnds_IsServedThoughItIsLong()
    {
        await using var cluster = await ClusterTest.Start(1);
        Assert.Equal(1000, await cluster.Client.GetGrain<IRecursiveGrain>("long").CallFresh(1, 1000).WithPatience());
    }
}

public interface IRecursiveGrain : IGrainWithStringKey
{
    /// <summary>Calls the next grain until the depth is reached, and yields it.</summary>
    Task<int> CallFresh(int depth, int until);
}

public sealed class RecursiveGrain : Grain, IRecursiveGrain
{
    public async Task<int> CallFresh(int depth, int until)
    {
        if (depth == until) return depth;
        var name = this.GetPrimaryKeyString().TrimEnd("0123456789".ToCharArray());
        return await GrainFactory.GetGrain<IRecursiveGrain>($"{name}{depth + 1}").CallFresh(depth + 1, until);
    }
}

public interface IReentrantRecursiveGrain : IGrainWithStringKey
{
    Task CallBack(IReentrantRecursiveGrain other, bool afterOtherWork);

    Task<bool> Answer();
}

[Reentrant]
public sealed class ReentrantRecursiveGrain : Grain, IReentrantRecursiveGrain
{
    public async Task CallBack(IReentrantRecursiveGrain other, bool afterOtherWork)
    {
        if (afterOtherWork) await Task.Yield();
        await other.CallBack(this.AsReference<IReentrantRecursiveGrain>(), afterOtherWork);
    }

    public Task<bool> Answer() => Task.FromResult(true);
}
