using System.Net;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Leases;
using Orleans.Runtime.Placement;

namespace OrleansAgents.Runtime.Tests.Leases;

/// <summary>Who is suspected, and when suspicions are votes enough (rule R8). A second has 1,000 ticks here; a member is suspected after one.</summary>
public sealed class PeerWatchTests
{
    private static readonly SiloAddress[] Silos = [.. Enumerable.Range(1, 5).Select(static number => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, number), 1))];
    private static readonly SiloAddress Self = Silos[0];

    private readonly PeerWatch _peers = new(Self, TimeSpan.FromSeconds(1), 1000);
    private long _now;

    [Fact]
    public void Member_ThatIsSilentForTheTimeOfSuspicion_IsSuspected_AndNotBefore()
    {
        Pass(900, members: 3, heard: Silos[1]);
        Assert.Empty(_peers.Suspects(_now));
        Pass(100, members: 3, heard: Silos[1]);
        Assert.Equal<SiloAddress>([Silos[2]], _peers.Suspects(_now));
        _peers.Heard(Silos[2], _now);
        Assert.Empty(_peers.Suspects(_now));
    }

    [Fact]
    public void Member_ThatHasNeverAnswered_IsGivenThreeTimesAsLong_AndThenNoMore()
    {
        Pass(100, members: 2);
        Pass(1_000, members: 3, heard: Silos[1]);
        Pass(2_000, members: 3, heard: Silos[1]);
        Assert.Empty(_peers.Suspects(_now));
        Pass(100, members: 3, heard: Silos[1]);
        Assert.Equal<SiloAddress>([Silos[2]], _peers.Suspects(_now));

        _peers.Heard(Silos[2], _now);
        Pass(1_000, members: 3, heard: Silos[1]);
        Assert.Equal<SiloAddress>([Silos[2]], _peers.Suspects(_now));
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(2, 1)]
    [InlineData(20, 10)]
    public void SuspicionTime_ThatIsNotSet_IsHalfOfTheLease_AndASecondAtLeast(double lease, double suspicion)
        => Assert.Equal(TimeSpan.FromSeconds(suspicion), new ClusterLeaseOptions { LeaseDuration = TimeSpan.FromSeconds(lease) }.SuspicionTime);

    [Fact]
    public void Silo_WhoseOwnTicksAreLate_SuspectsNobody()
    {
        Pass(900, members: 3);
        _now += 450;
        Tick(members: 3);
        Assert.Empty(_peers.Suspects(_now));
        Pass(900, members: 3);
        Assert.Empty(_peers.Suspects(_now));
        Pass(100, members: 3);
        Assert.Equal<SiloAddress>([Silos[1], Silos[2]], _peers.Suspects(_now));
    }

    [Fact]
    public void Silo_WithoutALease_SuspectsNobody()
    {
        Pass(2_000, members: 2, maySend: false);
        Assert.Empty(_peers.Suspects(_now));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(5, 1)]
    public void Condemned_ByTwoMembers_OrByTheOnlyOtherOne(int members, int votesOfOthers)
    {
        Pass(1_000, members, heard: Silos[1..(members - 1)]);
        for (var voter = 1; voter <= votesOfOthers; voter++)
        {
            Assert.Empty(_peers.Condemned(_now, View(members)));
            _peers.Says(Silos[voter], [Silos[members - 1]], _now);
        }

        Assert.Equal<SiloAddress>([Silos[members - 1]], _peers.Condemned(_now, View(members)));
    }

    [Fact]
    public void Vote_IsWithdrawnByTheNextPing_AndIsWorthNothingWhenItIsOld()
    {
        Pass(1_000, members: 3, heard: Silos[1]);
        _peers.Says(Silos[1], [Silos[2]], _now);
        _peers.Says(Silos[1], [], _now);
        Assert.Empty(_peers.Condemned(_now, View(3)));
        _peers.Says(Silos[1], [Silos[2]], _now);
        Assert.Single(_peers.Condemned(_now, View(3)));
        Pass(1_000, members: 3, heard: Silos[1]);
        Assert.Empty(_peers.Condemned(_now, View(3)));
    }

    [Fact]
    public void Vote_OfTheSuspectAboutItself_OrOfOneThatHasLeft_DoesNotCount()
    {
        Pass(1_000, members: 3, heard: Silos[1]);
        _peers.Says(Silos[2], [Silos[2]], _now);
        _peers.Says(Silos[3], [Silos[2]], _now);
        Assert.Empty(_peers.Condemned(_now, View(3)));
    }

    [Fact]
    public void Silo_DoesNotCondemn_WhomItHearsItself()
    {
        Pass(1_000, members: 4, heard: Silos[1..4]);
        _peers.Says(Silos[1], [Silos[3]], _now);
        _peers.Says(Silos[2], [Silos[3]], _now);
        Assert.Empty(_peers.Condemned(_now, View(4)));
    }

    private void Pass(int ticks, int members, bool maySend = true, params SiloAddress[] heard)
    {
        if (_now == 0)
        {
            Tick(members, maySend);
            foreach (var member in View(members).Members) _peers.Heard(member.Address, _now);
        }

        for (var end = _now + ticks; _now < end;)
        {
            _now += 100;
            Tick(members, maySend);
            foreach (var peer in heard) _peers.Heard(peer, _now);
        }
    }

    private void Tick(int members, bool maySend = true) => _peers.Tick(_now, View(members), maySend);

    private static ClusterView View(int members) => new(1, [.. Silos.Take(members).Select(static silo => new ClusterMember(silo, "", null))]);
}
