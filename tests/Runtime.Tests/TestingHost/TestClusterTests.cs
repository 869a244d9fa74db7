using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansAgents.Runtime.Tests;

public sealed class TestClusterTests
{
    [Fact]
    public async Task Deploy_ByDefault_StartsTwoSilosAndTheClient()
    {
        await using var cluster = new TestClusterBuilder().Build();
        await cluster.DeployAsync();

        Assert.Equal(["Primary", "Secondary_1"], cluster.Silos.Select(silo => silo.Name));
        Assert.Equal("hello", await cluster.GrainFactory.GetGrain<IWhereGrain>("a").Echo("hello"));
    }
}

public interface IWhereGrain : IGrainWithStringKey
{
    Task<string> Echo(string text);

    Task<SiloAddress> Where();
}

public sealed class WhereGrain(ILocalSiloDetails silo) : Grain, IWhereGrain
{
    public Task<string> Echo(string text) => Task.FromResult(text);

    public Task<SiloAddress> Where() => Task.FromResult(silo.SiloAddress);
}
