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

    // The times of questions and verdicts are multiples of it.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

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

    /// <summary>
    /// The other had its last contact later, and says that it has the table until half a lease after that. What is left in which both can agree is shorter than the time between two renewals, and may lie between any two moments
    /// at which this silo asks, so it asks all the time.
    /// </summary>
    [Theory]
    [InlineData(1.7, 0.3)]
    [InlineData(1.7, 0.4)]
    [InlineData(2.0, 0.45)]
    [InlineData(2.3, 0.5)]
    public async Task Member_WhoseOnlyOtherHadItsLastContactLater_GoesOn(double leaseSeconds, double laterSeconds)
    {
        var lease = TimeSpan.FromSeconds(leaseSeconds);
        await using var silo = await LeasedSilo.Start(options => (options.LeaseDuration, options.SuspicionTime) = (lease, TimeSpan.FromDays(1)));
        await silo.Join(Other, "another host");
        silo.Table.Fails = true;
        var outage = ((ClusterMembership)silo.Runtime.Messages.Peers!).Outage;
        var hasTableUntil = silo.Runtime.Lease!.Clock.End - (lease / 2).Ticks + TimeSpan.FromSeconds(laterSeconds).Ticks;
        for (var passed = TimeSpan.Zero; passed < lease * 4; passed += Moment)
        {
            silo.Time.Advance(Moment);
            var says = silo.Runtime.Lease.Now < hasTableUntil ? OutageAnswer.HasTable : OutageAnswer.NoTable;
            for (var round = 1; round <= RoundsMax; round++) silo.Runtime.Messages.Peers.TableAnswered(Other, new TableReply(round, says, silo.Runtime.Version));
            if (silo.Runtime.Lease.Now >= outage.Last.At) await outage.Last.Judged.WithPatience();
            Assert.True(silo.Runtime.Lease.MayStart, $"It stands still {passed} after the table went away.");
        }
    }

    /// <summary>Another renews for it and takes longer than until the next question: the lease counts from the question that was answered.</summary>
    [Fact]
    public async Task Renewal_ThatComesAfterTheNextQuestion_CountsFromItsOwn()
    {
        await using var silo = await LeasedSilo.Start(static options => options.SuspicionTime = TimeSpan.FromDays(1));
        await silo.Join(Other, "another host");
        silo.Table.Fails = true;
        var outage = ((ClusterMembership)silo.Runtime.Messages.Peers!).Outage;
        var before = silo.Runtime.Lease!.Clock.End;
        while (outage.Last.At == 0) silo.Time.Advance(Moment);
        var (first, askedAt) = (outage.Last, silo.Runtime.Lease.Now);
        while (ReferenceEquals(outage.Last, first))
        {
            silo.Time.Advance(Moment);
            if (silo.Runtime.Lease.Now >= first.At) await first.Judged.WithPatience();
        }

        Assert.Equal(before, silo.Runtime.Lease.Clock.End);
        silo.Runtime.Messages.Peers!.TableAnswered(Other, new TableReply(1, OutageAnswer.Renewed, silo.Runtime.Version));
        Assert.Equal(askedAt + Lease.Ticks, silo.Runtime.Lease.Clock.End);
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
