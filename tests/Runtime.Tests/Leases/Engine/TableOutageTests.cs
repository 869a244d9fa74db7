using System.Net;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Leases;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Transport;
using OrleansAgents.Runtime.Tests.Clusters;

namespace OrleansAgents.Runtime.Tests.Leases;

/// <summary>Rule R23 on a silo: with the table away, a member goes on if the others agree, and the only one does; or it stops, if it was told to.</summary>
public sealed class TableOutageTests
{
    // More than are asked in the time of a test; an answer to another round than the present one is none.
    private const int RoundsMax = 40;

    private static readonly TimeSpan Lease = LeasedSilo.Lease;
    private static readonly SiloAddress Other = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 9), 1);

    // Shorter than the time between question and verdict.
    private static readonly TimeSpan Step = Lease / 40;

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

    /// <summary>The question takes its time to the others, and the answers back; until then there is no verdict.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Member_WhoseOnlyOtherAnswers_GoesOnIfThatHasNoTableEither(bool goesOn)
    {
        await using var silo = await LeasedSilo.Start(static options => options.SuspicionTime = TimeSpan.FromDays(1));
        await silo.Join(Other, "another host");
        silo.Table.Fails = true;
        for (var passed = TimeSpan.Zero; passed < Lease * 3; passed += Step)
        {
            silo.Time.Advance(Step);
            for (var round = 1; round <= RoundsMax; round++) silo.Runtime.Messages.Peers!.TableAnswered(Other, new TableReply(round, goesOn ? OutageAnswer.NoTable : OutageAnswer.HasTable, silo.Runtime.Version));
            if (goesOn) await UntilExtended(silo);
        }

        Assert.Equal(goesOn, silo.Runtime.Lease!.MayStart);
    }

    /// <summary>A silo joins by a table that this one cannot reach, and says so itself. It is no member by this silo's view, and may remove it all the same, so it has to be asked.</summary>
    [Fact]
    public async Task SoleMember_ToldByOneThatHasJoined_NoLongerGoesOnByItself()
    {
        await using var silo = await LeasedSilo.Start(static options => options.SuspicionTime = TimeSpan.FromDays(1));
        silo.Table.Fails = true;
        var view = silo.Runtime.View;
        var joined = view.Next(view.Members.Append(new ClusterMember(Other, "other", null)));
        silo.Runtime.ViewReceived(Other, joined);
        Assert.Equal(joined.Version, silo.Runtime.Version);
        silo.Pass(Lease * 2);
        Assert.False(silo.Runtime.Lease!.MayStart);
    }

    /// <summary>A stranger's view in which this silo is missing may be that of a table set up anew, with versions of its own.</summary>
    [Fact]
    public async Task View_OfAStrangerWithoutThisSilo_IsAskedOfTheTable()
    {
        await using var silo = await LeasedSilo.Start(static _ => { });
        var before = silo.Runtime.Version;
        silo.Runtime.ViewReceived(Other, silo.Runtime.View.Next([new ClusterMember(Other, "other", null)]));
        silo.Pass(Lease);
        Assert.Equal(before, silo.Runtime.Version);
        Assert.True(silo.Runtime.Lease!.MayStart);
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
