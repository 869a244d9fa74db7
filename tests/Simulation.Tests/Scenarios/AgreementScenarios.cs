using System.Net;
using Orleans.Runtime;
using Orleans.Runtime.Leases;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;

namespace OrleansAgents.Simulation.Tests.Scenarios;

/// <summary>What members may conclude together, and the operations of the table that came at the wrong time.</summary>
public sealed class AgreementScenarios
{
    private static readonly SiloAddress[] Silos = [.. Enumerable.Range(1, 5).Select(static number => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, number), 1))];

    private readonly ModelCluster _cluster = new();

    /// <summary>The table is away for two of three. The third has it, and removes those that do not renew: so the two may not go on by their majority.</summary>
    [Fact]
    public void Majority_WithoutTheTable_DoesNotGoOnBesideOneThatHasIt()
    {
        var vote = Vote(3);
        vote.Answered(Silos[1], OutageAnswer.NoTable, 7);
        vote.Answered(Silos[2], OutageAnswer.HasTable, 7);
        Assert.False(vote.MayGoOn(View(7, 3), static _ => false));
    }

    /// <summary>A member follows a newer view, in which this silo may be missing.</summary>
    [Fact]
    public void Vote_FromANewerView_EndsTheAgreement()
    {
        var vote = Vote(3);
        vote.Answered(Silos[1], OutageAnswer.NoTable, 7);
        vote.Answered(Silos[2], OutageAnswer.NoTable, 8);
        Assert.False(vote.MayGoOn(View(7, 3), static _ => false));
    }

    /// <summary>A member follows an older view: it is no voice for this one.</summary>
    [Fact]
    public void Vote_FromAnOlderView_IsNoVoiceForThisOne()
    {
        var vote = Vote(3);
        vote.Answered(Silos[1], OutageAnswer.NoTable, 6);
        vote.Answered(Silos[2], OutageAnswer.NoTable, 6);
        Assert.False(vote.MayGoOn(View(7, 3), static _ => false));
    }

    /// <summary>An answer was lost. The member that gave it has the table, and was there a moment ago.</summary>
    [Fact]
    public void Answer_ThatWasLost_IsNotTakenForSilence()
    {
        var vote = Vote(3);
        vote.Answered(Silos[1], OutageAnswer.NoTable, 7);
        Assert.False(vote.MayGoOn(View(7, 3), static _ => false));
        Assert.True(vote.MayGoOn(View(7, 3), static silo => silo.Equals(Silos[2])));
    }

    /// <summary>Two of five without the table, the others silent: the silent ones may have it.</summary>
    [Fact]
    public void Minority_DoesNotGoOn()
    {
        var vote = Vote(5);
        vote.Answered(Silos[1], OutageAnswer.NoTable, 7);
        Assert.False(vote.MayGoOn(View(7, 5), static _ => true));
    }

    /// <summary>A silo asks with V, hears of V+1 in the mail that waited for it, and may not go on as a sole member of V.</summary>
    [Fact]
    public void SoleMember_ThatHearsOfANewerView_DoesNotGoOn() => Assert.False(new OutageVote(1, View(7, 1), Silos[0], 0).MayGoOn(View(8, 2), static _ => true));

    /// <summary>Two refusals are a proof among three members, and one is none.</summary>
    [Fact]
    public void Refusal_SeenByOneOfThree_ProvesNothing()
    {
        var proofs = new DeathProofs();
        Assert.False(proofs.Refused(Silos[0], Silos[1], View(1, 3)));
        Assert.False(proofs.Refused(Silos[0], Silos[1], View(1, 3)));
        Assert.DoesNotContain(Silos[0], proofs.Dead);
        Assert.True(proofs.Refused(Silos[0], Silos[2], View(1, 3)));
    }

    [Fact]
    public void Refusal_SeenByTheOnlyOther_ProvesTheEnd_AndOneOfAFormerMemberDoesNotCount()
    {
        var proofs = new DeathProofs();
        Assert.False(proofs.Refused(Silos[0], Silos[4], View(1, 2)));
        Assert.False(proofs.Refused(Silos[0], Silos[0], View(1, 2)));
        Assert.True(proofs.Refused(Silos[0], Silos[1], View(1, 2)));
        Assert.False(proofs.IsOpen(Silos[0], Silos[2]));
    }

    /// <summary>A process joins, dies before its change is made, and its successor at the endpoint joins first. The late change depends on a version that is gone.</summary>
    [Fact]
    public async Task Join_OfADeadProcess_ThatComesLate_DoesNotOustItsSuccessor()
    {
        var table = _cluster.Table;
        var seen = await table.ReadAsync(CancellationToken.None);
        var successor = _cluster.Silo(1);
        await successor.Join();
        var late = new ClusterChange(seen.View.Next([new ClusterMember(SiloAddress.New(successor.Address.Endpoint, 0), "", null)]), Guid.NewGuid()) { Joining = new SiloRow(SiloAddress.New(successor.Address.Endpoint, 0), Guid.NewGuid(), "host1", 1, SiloRowState.Active) };
        Assert.False(await table.TryChangeAsync(late, CancellationToken.None));
        Assert.True((await table.ReadAsync(CancellationToken.None)).View.Contains(successor.Address));
        Assert.True(await successor.Renew());
    }

    /// <summary>The answer to a join was lost, and the silo takes its lease by a renewal: the row must show it, or those who watch would count from the join.</summary>
    [Fact]
    public async Task Join_ThatIsRetried_ShowsItsLeaseInTheRow()
    {
        var (x, watcher) = (_cluster.Silo(1), _cluster.Silo(2));
        await x.Join();
        await watcher.Join();
        for (var passed = 0; passed < 1_800; passed += 100)
        {
            await watcher.Renew();
            _cluster.Pass(100);
        }

        Assert.True(await x.Renew());
        for (var passed = 0; passed < 1_900; passed += 100)
        {
            await watcher.Renew();
            Assert.False(await watcher.RemoveStopped());
            _cluster.Pass(100);
        }
    }

    /// <summary>A silo that leaves is given nothing, whatever views follow: so its goodbye cannot be made after shards have come back.</summary>
    [Fact]
    public void Silo_ThatLeaves_IsGivenNothingByAnyLaterView()
    {
        var view = View(1, 3).Leaving(Silos[0]);
        view = view.Without(Silos[1]);
        view = view.Next(view.Members.Append(new ClusterMember(Silos[3], "", null)));
        var map = new ShardMap(view, ModelCluster.Shards);
        Assert.True(view.Contains(Silos[0]));
        Assert.DoesNotContain(Silos[0], Enumerable.Range(0, ModelCluster.Shards).Select(map.OwnerOf));
    }

    /// <summary>Of two that revoke each other the first wins; the other has no right any more to take anybody's.</summary>
    [Fact]
    public async Task Revocation_ByOneThatIsRevoked_DoesNothing()
    {
        var (a, b) = (_cluster.Silo(1), _cluster.Silo(2));
        await a.Join();
        await b.Join();
        await _cluster.Table.RevokeAsync(b.Address, a.Address, CancellationToken.None);
        await _cluster.Table.RevokeAsync(a.Address, b.Address, CancellationToken.None);
        Assert.True(await a.Renew());
        Assert.False(await b.Renew());
    }

    /// <summary>A row is never replaced: a former generation, or another process of the same one, cannot come back.</summary>
    [Fact]
    public async Task Row_OfARemovedSilo_IsNeverTakenAgain()
    {
        var x = _cluster.Silo(1);
        await x.Join();
        var view = (await _cluster.Table.ReadAsync(CancellationToken.None)).View;
        Assert.True(await _cluster.Table.TryChangeAsync(new ClusterChange(view.Without(x.Address), Guid.NewGuid()) { Stopped = [x.Address] }, CancellationToken.None));
        Assert.False(await x.Renew());
        var again = new ClusterChange(view.Next([]).Next([new ClusterMember(x.Address, "", null)]), Guid.NewGuid()) { Joining = new SiloRow(x.Address, Guid.NewGuid(), "host1", 1, SiloRowState.Active) };
        Assert.False(await _cluster.Table.TryChangeAsync(again, CancellationToken.None));
    }

    /// <summary>With no guard at all a segment could begin at the last instant of the lease, and would end after it.</summary>
    [Fact]
    public void Guard_KeepsTheLongestSegmentWithinTheLease()
    {
        var (constants, lease) = (ClusterConstants.Default, new LeaseClock(ClusterConstants.Default, 1000));
        lease.Confirmed(0);
        var last = Enumerable.Range(0, 3000).Last(now => lease.MayStart(now));
        Assert.True(last + constants.Guard.TotalMilliseconds <= lease.End);
        Assert.False(lease.MaySend(lease.End));
    }

    private static OutageVote Vote(int members) => new(1, View(7, members), Silos[0], 0);

    private static ClusterView View(long version, int members) => new(version, [.. Silos.Take(members).Select(static silo => new ClusterMember(silo, "", null))]);
}
