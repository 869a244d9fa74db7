using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansAgents.Runtime.Tests.TestingHost;

public sealed class LivenessTests
{
    [Fact]
    public async Task Liveness_AfterAKill_Stabilizes()
    {
        await using var cluster = new TestClusterBuilder(3).Build();
        await cluster.DeployAsync();
        await cluster.KillSiloAsync(cluster.SecondarySilos[0]);

        await cluster.WaitForLivenessToStabilizeAsync(didKill: true);

        var views = cluster.Silos.Select(silo => cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<SiloRuntime>().Map.View).ToArray();
        Assert.Single(views.Select(view => view.Version).Distinct());
        Assert.Equal(2, views[0].Members.Length);
        Assert.Contains("Killing Secondary_1", cluster.GetLog(), StringComparison.Ordinal);
    }
}
