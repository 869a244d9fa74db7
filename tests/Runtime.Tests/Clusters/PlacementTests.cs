using Orleans.TestingHost;

namespace OrleansAgents.Runtime.Tests.Clusters;

public sealed class PlacementTests : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await ClusterTest.Start(3);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Grains_CalledBySilosAndTheClient_AreFoundAtTheSamePlace()
    {
        var keys = Enumerable.Range(0, 50).Select(_ => ClusterTest.UniqueKey()).ToArray();
        var byClient = await Task.WhenAll(keys.Select(key => _cluster.Client.GetGrain<IPlacedGrain>(key).Where()));
        foreach (var silo in _cluster.Silos)
        {
            Assert.Equal(byClient, await Task.WhenAll(keys.Select(key => silo.GrainsOf().GetGrain<IPlacedGrain>(key).Where())));
        }
    }
}
