using System.Net;
using Orleans.Runtime;
using Orleans.Runtime.Leases;
using Orleans.Runtime.Placement;

namespace OrleansAgents.Runtime.Tests.Leases;

/// <summary>Rule R23: when silos may go on without the membership table.</summary>
public sealed class OutageVoteTests
{
    private static readonly SiloAddress[] Silos = [.. Enumerable.Range(1, 5).Select(static number => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, number), 1))];
    private static readonly SiloAddress[] Nobody = [];

    [Fact]
    public void SoleMember_GoesOn() => Assert.True(Vote(1).MayGoOn(View(1), static _ => false));

    [Fact]
    public void Members_ThatAllLackTheTable_GoOn()
    {
        var vote = Vote(3, (1, OutageAnswer.NoTable, 7), (2, OutageAnswer.NoTable, 7));
        Assert.True(vote.MayGoOn(View(3), IsSilent(Nobody)));
    }

    [Theory]
    [InlineData(OutageAnswer.HasTable)]
    [InlineData(OutageAnswer.Renewed)]
    [InlineData(OutageAnswer.Refused)]
    internal void Member_ThatReachesTheTable_EndsIt(OutageAnswer answer)
    {
        var vote = Vote(5, (1, OutageAnswer.NoTable, 7), (2, OutageAnswer.NoTable, 7), (3, OutageAnswer.NoTable, 7), (4, answer, 7));
        Assert.False(vote.MayGoOn(View(5), IsSilent(Nobody)));
    }

    [Fact]
    public void Member_ThatWasThereAMomentAgo_IsWaitedFor_AndOneThatIsLongSilentIsNot()
    {
        var vote = Vote(3, (1, OutageAnswer.NoTable, 7));
        Assert.False(vote.MayGoOn(View(3), IsSilent(Nobody)));
        Assert.True(vote.MayGoOn(View(3), IsSilent(Silos[2])));
    }

    [Fact]
    public void Minority_DoesNotGoOn()
    {
        Assert.False(Vote(2).MayGoOn(View(2), IsSilent(Silos[1])));
        var vote = Vote(5, (1, OutageAnswer.NoTable, 7));
        Assert.False(vote.MayGoOn(View(5), IsSilent(Silos[2], Silos[3], Silos[4])));
    }

    [Fact]
    public void Vote_AcrossVersions_DoesNotCount()
    {
        // Whoever follows a later view may have removed the asker in it; whoever follows an older one may not know the members that count.
        var newer = Vote(3, (1, OutageAnswer.NoTable, 8), (2, OutageAnswer.NoTable, 7));
        Assert.False(newer.MayGoOn(View(3), IsSilent(Nobody)));
        var older = Vote(3, (1, OutageAnswer.NoTable, 6), (2, OutageAnswer.NoTable, 6));
        Assert.False(older.MayGoOn(View(3), IsSilent(Nobody)));
    }

    [Fact]
    public void View_ThatHasChangedMeanwhile_EndsIt()
    {
        var vote = Vote(3, (1, OutageAnswer.NoTable, 7), (2, OutageAnswer.NoTable, 7));
        Assert.False(vote.MayGoOn(View(3) with { Version = 8 }, IsSilent(Nobody)));
    }

    [Fact]
    public void Answer_OfOneThatIsNoMember_DoesNotCount()
    {
        var vote = Vote(3, (1, OutageAnswer.NoTable, 7), (4, OutageAnswer.NoTable, 7));
        Assert.False(vote.MayGoOn(View(3), IsSilent(Nobody)));
    }

    private static Func<SiloAddress, bool> IsSilent(params SiloAddress[] silent) => silent.Contains;

    private static OutageVote Vote(int members, params (int Silo, OutageAnswer Answer, long Version)[] answers)
    {
        var vote = new OutageVote(1, View(members), Silos[0], sentAt: 0);
        foreach (var (silo, answer, version) in answers) vote.Answered(Silos[silo], answer, version);
        return vote;
    }

    private static ClusterView View(int members) => new(7, [.. Silos.Take(members).Select(static silo => new ClusterMember(silo, "", null))]);
}
