using Orleans.Configuration;
using Orleans.Runtime.Placement;
using OrleansAgents.Runtime.Tests.Clusters;

namespace OrleansAgents.Runtime.Tests.Leases;

/// <summary>Rule R23 on a silo: with the table away, the only member goes on, or stops if it was told to.</summary>
public sealed class TableOutageTests
{
    private static readonly TimeSpan Lease = LeasedSilo.Lease;

    [Fact]
    public async Task SoleMember_GoesOnWithoutTheTable_AsLongAsItIsAway()
    {
        await using var silo = await LeasedSilo.Start(static _ => { });
        var grain = silo.Grains.GetGrain<IPlacedGrain>(ClusterTest.UniqueKey());
        var activation = await grain.Activation().WithPatience();
        silo.Table.Fails = true;
        for (var passed = TimeSpan.Zero; passed < Lease * 5; passed += Lease / 8)
        {
            await UntilExtended(silo);
            silo.Pass(Lease / 8);
            Assert.Equal(activation, await grain.Activation().WithPatience());
        }

        silo.Table.Fails = false;
        silo.Pass(Lease / 4);
        Assert.True(silo.Runtime.Lease!.MayStart);
        Assert.Contains(silo.Log.Lines, static line => line.Contains("goes on by their agreement", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SoleMember_ToldToFence_StopsWithItsLease()
    {
        await using var silo = await LeasedSilo.Start(static options => options.TableOutage = TableOutagePolicy.Fence);
        silo.Table.Fails = true;
        silo.Pass(Lease);
        Assert.False(silo.Runtime.Lease!.MayStart);
        silo.Table.Fails = false;
        silo.Pass(Lease / 4);
        Assert.True(silo.Runtime.Lease!.MayStart);
    }

    // The verdict of a round comes on a thread of its own; the clock stands still until it is there. Only the last quarter of the lease is waited for: before that another round follows.
    private static async Task UntilExtended(LeasedSilo silo)
    {
        using var limit = new CancellationTokenSource(ClusterTest.Patience);
        while (silo.Runtime.Lease!.Clock.End - silo.Runtime.Lease.Now < (Lease / 4).Ticks)
        {
            Assert.False(limit.IsCancellationRequested, "The lease was not extended.");
            await Task.Yield();
        }
    }
}
