using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using OrleansAgents.Runtime.Tests.Clusters;
using OrleansAgents.Runtime.Tests.Transport;

namespace OrleansAgents.Runtime.Tests.Leases;

/// <summary>Rule R22: a silo that was removed is heard no more, though its process may still run and its connections still be open.</summary>
public sealed class RemovedSiloTests
{
    [Fact]
    public async Task CallsInFlight_ToASiloThatIsRemoved_FailAtOnce_AndTheGrainGoesOnElsewhere()
    {
        await using var cluster = SocketCluster.Of(static silo => silo.Configure<SiloMessagingOptions>(static options => options.ResponseTimeout = TimeSpan.FromHours(1)));
        cluster.ConfigureClient = static client => client.Configure<ClientMessagingOptions>(static options => options.ResponseTimeout = TimeSpan.FromHours(1));
        var (first, second) = (await cluster.StartSilo(), await cluster.StartSilo());
        var client = await cluster.StartClient(first);
        var (grain, gate, held) = await SocketCluster.HeldCall(client, second);

        await SocketCluster.Remove(first, second);

        await Assert.ThrowsAsync<SiloUnavailableException>(() => held.WithPatience());
        Assert.Equal(SocketCluster.RuntimeOf(first).Address, await grain.Where().WithPatience());
        Waypoint.Release(gate);
    }

    [Fact]
    public async Task Silo_ThatHasBeenRemoved_IsNotLetInAgain()
    {
        await using var cluster = new SocketCluster();
        var (first, second) = (await cluster.StartSilo(), await cluster.StartSilo());
        var removed = SocketCluster.RuntimeOf(second).Address;
        await SocketCluster.Remove(first, second);
        await cluster.Log.Line($"Silo {removed} has been removed from the cluster");

        // Whoever comes under its address is closed out, whatever it says of itself.
        var others = SocketCluster.RuntimeOf(first);
        Assert.False(others.Messages.IsConnected(removed));
        Assert.False(others.View.Contains(removed));
        await cluster.Log.Line("has lost its place in the cluster");
    }
}
