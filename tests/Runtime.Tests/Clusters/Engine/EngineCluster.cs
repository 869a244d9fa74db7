using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansAgents.Runtime.Tests.Clusters;

/// <summary>The inside of this engine's silos: who serves which shard.</summary>
internal static class EngineCluster
{
    public static SiloRuntime RuntimeOf(this InProcessSiloHandle silo) => silo.ServiceProvider.GetRequiredService<SiloRuntime>();

    /// <summary>A grain of a kind whose shard a silo owns in its own view, with a key that no other test has. The grain is not called.</summary>
    public static TGrain GrainOwnedBy<TGrain>(this InProcessTestCluster cluster, InProcessSiloHandle silo)
        where TGrain : IGrainWithStringKey
    {
        var map = silo.RuntimeOf().Map;
        while (true)
        {
            var grain = cluster.Client.GetGrain<TGrain>(ClusterTest.UniqueKey());
            var id = grain.GetGrainId();
            if (silo.SiloAddress.Equals(map.OwnerOf(map.ShardOf(id.Type, id.Key, byPrefix: false)))) return grain;
        }
    }
}
