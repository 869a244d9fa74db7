using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansAgents.Runtime.Tests.Clusters;

/// <summary>What becomes of shards, and of the calls to their grains, while silos start and stop.</summary>
public sealed class ShardLifeTests
{
    [Fact]
    public async Task Start_OfASilo_MovesOnlyShardsThatItGains()
    {
        await using var cluster = await ClusterTest.Start(2);
        var before = cluster.Silos[0].RuntimeOf().Map;
        var grains = Enumerable.Range(0, 200).Select(_ => cluster.Client.GetGrain<IPlacedGrain>(ClusterTest.UniqueKey())).ToArray();
        var activations = await Task.WhenAll(grains.Select(grain => grain.Activation()));

        var added = await cluster.StartAdditionalSiloAsync();
        await cluster.WaitForLivenessToStabilizeAsync();

        var after = added.RuntimeOf().Map;
        var moved = Enumerable.Range(0, after.Shards).Where(shard => !after.OwnerOf(shard)!.Equals(before.OwnerOf(shard))).ToArray();
        Assert.NotEmpty(moved);
        Assert.All(moved, shard => Assert.Equal(added.SiloAddress, after.OwnerOf(shard)));
        foreach (var (grain, activation) in grains.Zip(activations))
        {
            var movedHere = added.SiloAddress.Equals(await grain.Where());
            Assert.Equal(!movedHere, activation == await grain.Activation());
        }
    }

    [Fact]
    public async Task Stop_WhileATurnRuns_WaitsForItAndHandsOverTheRest()
    {
        await using var cluster = await ClusterTest.Start(2);
        var leaving = cluster.Silos[1];
        var (busy, idle) = (cluster.GrainOwnedBy<IPlacedGrain>(leaving), cluster.GrainOwnedBy<IPlacedGrain>(leaving));

        // Of the shards of a silo one in some hundred is the busy grain's own, which goes with the busy grain.
        while (ShardOf(leaving, idle) == ShardOf(leaving, busy)) idle = cluster.GrainOwnedBy<IPlacedGrain>(leaving);
        await idle.Where();
        var gate = ClusterTest.UniqueKey();
        var held = busy.Hold(gate);
        await Waypoint.Entered(gate);

        var stopping = cluster.StopSiloAsync(leaving);
        Assert.Equal(cluster.Silos[0].SiloAddress, await Elsewhere(idle, leaving.SiloAddress));
        var waiting = busy.Where();
        Assert.False(stopping.IsCompleted);
        Waypoint.Release(gate);

        Assert.Equal(gate, await held.WithPatience());
        await stopping.WithPatience();
        Assert.Equal(cluster.Silos[0].SiloAddress, await waiting.WithPatience());
    }

    [Fact]
    public async Task Stop_WhileATurnCallsAGrainOfItsShard_ServesThatCall()
    {
        await using var cluster = await ClusterTest.Start(2);
        var leaving = cluster.Silos[1];
        string user;
        do user = ClusterTest.UniqueKey();
        while (!leaving.SiloAddress.Equals(await cluster.Client.GetGrain<IColocatedGrain>(user).Where()));
        var gate = ClusterTest.UniqueKey();
        var neighbour = cluster.Client.GetGrain<IAlsoColocatedGrain>($"{user}/neighbour");
        await neighbour.Where();
        var held = cluster.Client.GetGrain<IColocatedGrain>(user).HoldThenCall(gate, neighbour);
        await Waypoint.Entered(gate);

        var stopping = cluster.StopSiloAsync(leaving);
        var elsewhere = cluster.GrainOwnedBy<IPlacedGrain>(leaving);
        await Elsewhere(elsewhere, leaving.SiloAddress);
        Waypoint.Release(gate);

        Assert.Equal(leaving.SiloAddress, await held.WithPatience());
        await stopping.WithPatience();
        Assert.Equal(cluster.Silos[0].SiloAddress, await neighbour.Where().WithPatience());
    }

    /// <summary>Calls a grain until it answers from another silo than the one that gives it away.</summary>
    private static int ShardOf(InProcessSiloHandle silo, IPlacedGrain grain) => silo.RuntimeOf().Map.ShardOf(grain.GetGrainId().Type, grain.GetGrainId().Key, byPrefix: false);

    private static async Task<SiloAddress> Elsewhere(IPlacedGrain grain, SiloAddress leaving)
    {
        while (true)
        {
            var place = await grain.Where().WithPatience();
            if (!place.Equals(leaving)) return place;
        }
    }
}
