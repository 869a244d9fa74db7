using System.Buffers.Binary;
using System.Text;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace OrleansAgents.Runtime.Tests.Clusters;

public sealed class ShardPlacementTests : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await ClusterTest.Start(3);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Grains_OnThreeSilos_LiveWhereTheRendezvousHashSays()
    {
        var silos = _cluster.Silos.Select(silo => silo.SiloAddress).ToArray();
        for (var i = 0; i < 300; i++)
        {
            var grain = _cluster.Client.GetGrain<IPlacedGrain>(ClusterTest.UniqueKey());
            Assert.Equal(Owner(grain.GetGrainId(), silos), await grain.Where());
        }
    }

    [Fact]
    public void Silos_OfOneView_AgreeAboutEveryShard()
    {
        var maps = _cluster.Silos.Select(silo => silo.RuntimeOf().Map).ToArray();
        for (var shard = 0; shard < maps[0].Shards; shard++) Assert.Single(maps.Select(map => map.OwnerOf(shard)).Distinct());
    }

    [Fact]
    public void Shards_OfThreeSilos_AreSpreadEvenly()
    {
        var map = _cluster.Silos[0].RuntimeOf().Map;
        var counts = Enumerable.Range(0, map.Shards).CountBy(shard => map.OwnerOf(shard)!).ToDictionary();

        // A third of 1,024 each, and about seven standard deviations to either side.
        Assert.Equal(3, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 235, 447));
    }

    [Fact]
    public async Task ColocatedGrains_WithOnePrefix_LiveTogether()
    {
        for (var i = 0; i < 30; i++)
        {
            var user = ClusterTest.UniqueKey();
            string[] keys = [user, $"{user}/a", $"{user}/b/c"];
            var places = await Task.WhenAll(keys.Select(key => _cluster.Client.GetGrain<IColocatedGrain>(key).Where()));
            var others = await Task.WhenAll(keys.Select(key => _cluster.Client.GetGrain<IAlsoColocatedGrain>(key).Where()));
            Assert.Single(places.Concat(others).Distinct());
        }
    }

    /// <summary>The published rule, worked out anew: the shard of the grain, and of the silos the one with the greatest hash of shard and silo.</summary>
    private static SiloAddress Owner(GrainId grain, SiloAddress[] silos)
    {
        var shard = (int)((XxHash64.Hash(grain.Key.AsSpan()) ^ (grain.Type.GetUniformHashCode() * 0x9E3779B97F4A7C15UL)) % 1024);
        return silos.MaxBy(silo =>
        {
            var bytes = new byte[12];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, shard);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(4), XxHash64.Hash(Encoding.UTF8.GetBytes(silo.ToParsableString())));
            return XxHash64.Hash(bytes);
        })!;
    }
}

/// <summary>Grains of this kind live together with those whose keys begin alike, up to the first slash.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ColocatedByPrefixAttribute() : PlacementAttribute(new KeyPrefixPlacement());

internal sealed class KeyPrefixPlacement : PlacementStrategy
{
    public override void PopulateGrainProperties(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties) => properties["placement-strategy"] = "key-prefix";
}

public interface IColocatedGrain : IGrainWithStringKey
{
    Task<SiloAddress> Where();

    /// <summary>Waits at a gate, then asks another grain.</summary>
    Task<SiloAddress> HoldThenCall(string gate, IAlsoColocatedGrain other);
}

public interface IAlsoColocatedGrain : IGrainWithStringKey
{
    Task<SiloAddress> Where();
}

[ColocatedByPrefix]
public sealed class ColocatedGrain(ILocalSiloDetails silo) : Grain, IColocatedGrain
{
    public Task<SiloAddress> Where() => Task.FromResult(silo.SiloAddress);

    public async Task<SiloAddress> HoldThenCall(string gate, IAlsoColocatedGrain other)
    {
        await Waypoint.Pass(gate);
        return await other.Where();
    }
}

[ColocatedByPrefix]
public sealed class AlsoColocatedGrain(ILocalSiloDetails silo) : Grain, IAlsoColocatedGrain
{
    public Task<SiloAddress> Where() => Task.FromResult(silo.SiloAddress);
}
