using System.Collections;
using System.Net;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace OrleansAgents.Runtime.Tests.Clusters;

/// <summary>The decisions about shards, without silos.</summary>
public sealed class ShardClaimsTests
{
    private const int Shards = 64;

    private static readonly SiloAddress A = Silo(1);
    private static readonly SiloAddress B = Silo(2);
    private static readonly SiloAddress C = Silo(3);

    [Fact]
    public void Claim_OfASoleMember_TakesEverything()
    {
        var claims = new ShardClaims(A, Shards);
        Adopt(claims, 1, A);

        Assert.Equal(Shards, claims.Claim().Count);
        Assert.All(Enumerable.Range(0, Shards), shard => Assert.Equal(ShardState.Serving, claims[shard]));
    }

    [Fact]
    public void Claim_WaitsForTheVersionItselfOfEveryOtherMember()
    {
        var claims = new ShardClaims(C, Shards);
        Adopt(claims, 3, A, B, C);

        Assert.Empty(claims.Claim());
        Hear(claims, A, Said(3));
        Assert.Empty(claims.Claim());
        Hear(claims, B, Said(2));
        Assert.Empty(claims.Claim());
        Hear(claims, B, Said(3));
        Assert.Equal(Owned(claims, C), claims.Claim());
    }

    [Fact]
    public void Changes_WhenShardsAreClaimedWithinAView_Grow()
    {
        // Whoever keeps what belongs to the served shards, as the reminders do, reads again on a change. At the view itself nothing that moves here is served yet.
        var claims = new ShardClaims(B, Shards);
        Adopt(claims, 2, A, B);
        var adopted = claims.Changes;

        Assert.Empty(claims.Claim());
        Assert.Equal(adopted, claims.Changes);
        Hear(claims, A, Said(2));
        Assert.NotEmpty(claims.Claim());
        Assert.True(claims.Changes > adopted);
    }

    [Fact]
    public void Claim_LeavesOutWhatAnotherMemberStillDrains()
    {
        var claims = new ShardClaims(B, Shards);
        Adopt(claims, 2, A, B);
        var mine = Owned(claims, B);

        Hear(claims, A, Said(2, mine[0], mine[1]));
        Assert.Equal(mine[2..], claims.Claim());
        Hear(claims, A, Said(2, mine[1]));
        Assert.Equal([mine[0]], claims.Claim());
        Hear(claims, A, Said(2));
        Assert.Equal([mine[1]], claims.Claim());
    }

    [Fact]
    public void Announcements_OutOfOrder_NeverBringDrainingBack()
    {
        var claims = new ShardClaims(B, Shards);
        Adopt(claims, 2, A, B);
        var mine = Owned(claims, B);

        Hear(claims, A, Said(2));
        Hear(claims, A, Said(2, mine[0]));
        Hear(claims, A, Said(1, mine[1]));

        Assert.Equal(mine, claims.Claim());
    }

    [Fact]
    public void Shard_ThatIsLost_IsAnnouncedAsDrainingUntilItIsDrained()
    {
        var claims = new ShardClaims(A, Shards);
        Adopt(claims, 1, A);
        claims.Claim();
        var lost = Adopt(claims, 2, A, B);
        Assert.Equal(Owned(claims, B), lost);

        Assert.Equal(lost, Draining(claims));
        claims.Close(lost[0]);
        Assert.Equal(lost, Draining(claims));
        claims.Reopen(lost[0]);
        Assert.Equal(ShardState.Draining, claims[lost[0]]);
        claims.Close(lost[0]);
        claims.Drained(lost[0]);
        Assert.Equal(lost.Skip(1), Draining(claims));
        Assert.Equal(ShardState.None, claims[lost[0]]);
        Assert.True(claims.HoldsAny);
    }

    [Fact]
    public void Shard_ThatComesBackWhileItDrains_IsClaimedAnew()
    {
        var claims = new ShardClaims(A, Shards);
        Adopt(claims, 1, A);
        claims.Claim();
        var shard = Adopt(claims, 2, A, B)[0];
        Adopt(claims, 3, A);

        Assert.Equal(ShardState.Draining, claims[shard]);
        claims.Close(shard);
        claims.Drained(shard);
        Assert.Equal(ShardState.Claiming, claims[shard]);
        Assert.Contains(shard, claims.Claim());
    }

    [Fact]
    public void Shard_ThatMovedAwayAndBackInViewsThatWereJumpedOver_IsServedThroughout()
    {
        var claims = new ShardClaims(A, Shards);
        Adopt(claims, 1, A);
        claims.Claim();

        Assert.Empty(Adopt(claims, 3, A));
        Assert.Empty(Draining(claims));
        Assert.Equal(ShardState.Serving, claims[0]);
    }

    [Fact]
    public void Shard_WithSomethingToPassOn_IsHeldThoughItWasNeverServed()
    {
        var claims = new ShardClaims(B, Shards);
        Adopt(claims, 1, A, B);
        var (carried, other) = (Owned(claims, B)[0], Owned(claims, B)[1]);

        var lost = claims.Adopt(Map(2, A), shard => shard == carried);

        Assert.Equal([carried], lost);
        Assert.Equal((ShardState.Draining, ShardState.None), (claims[carried], claims[other]));
        Assert.Equal([carried], Draining(claims));
    }

    [Fact]
    public void View_ThatIsNotNewer_IsIgnored()
    {
        var claims = new ShardClaims(A, Shards);
        Adopt(claims, 2, A);
        claims.Claim();

        Assert.Empty(Adopt(claims, 1, B));
        Assert.Empty(Adopt(claims, 2, B));
        Assert.Equal(2, claims.Map.View.Version);
    }

    [Fact]
    public void Map_WithoutAMember_MovesOnlyThatMembersShards()
    {
        var (three, two) = (Map(1, A, B, C), Map(2, A, B));
        foreach (var shard in Enumerable.Range(0, Shards).Where(shard => !C.Equals(three.OwnerOf(shard)))) Assert.Equal(three.OwnerOf(shard), two.OwnerOf(shard));
    }

    [Fact]
    public void Map_WithALeavingMember_GivesItNothing()
    {
        var view = new ClusterView(1, [new ClusterMember(A, "a", null), new ClusterMember(B, "b", null, IsLeaving: true)]);
        var map = new ShardMap(view, Shards);
        Assert.All(Enumerable.Range(0, Shards), shard => Assert.Equal(A, map.OwnerOf(shard)));
        Assert.Null(new ShardMap(ClusterView.Empty, 1).OwnerOf(0));
    }

    private static IReadOnlyList<int> Adopt(ShardClaims claims, long version, params SiloAddress[] members) => claims.Adopt(Map(version, members), _ => false);

    private static ShardMap Map(long version, params SiloAddress[] members) => new(new ClusterView(version, [.. members.Select(member => new ClusterMember(member, "", null))]), Shards);

    private static int[] Owned(ShardClaims claims, SiloAddress silo) => [.. Enumerable.Range(0, Shards).Where(shard => silo.Equals(claims.Map.OwnerOf(shard)))];

    private static int[] Draining(ShardClaims claims)
    {
        var draining = claims.Announce().Draining;
        return [.. Enumerable.Range(0, Shards).Where(shard => draining[shard])];
    }

    [Fact]
    public void Ping_OfTheSameVersion_ClearsWhatWasDrained_AndOfAnOlderOneNothing()
    {
        var claims = new ShardClaims(B, Shards);
        Adopt(claims, 2, A, B);
        var mine = Owned(claims, B);
        claims.Hear(A, 2, Bits(mine[0], mine[1]));
        claims.Hear(A, 1, null);
        Assert.Equal(mine[2..], claims.Claim());
        Assert.True(claims.IsFollowed(2));
        Assert.False(claims.IsFollowed(3));

        claims.Hear(A, 2, Bits(mine[0]));
        Assert.Equal([mine[1]], claims.Claim());
        claims.Hear(A, 2, null);
        Assert.Equal([mine[0]], claims.Claim());
    }

    [Fact]
    public void Token_GrowsFromOwnerToOwner_AndStaysWhileTheOwnerDoes()
    {
        ShardClaims first = new(A, Shards), second = new(B, Shards);
        Adopt(first, 1, A);
        first.Claim();
        Adopt(first, 2, A, B);
        Adopt(second, 2, A, B);
        Hear(second, A, Said(2));
        var moved = second.Claim()[0];
        Assert.Equal((1, 2), (first.TokenOf(moved), second.TokenOf(moved)));

        var stayed = Owned(first, A)[0];
        Adopt(first, 3, A, B);
        Assert.Equal(1, first.TokenOf(stayed));

        // Back again: greater than on the owner between.
        first.Close(moved);
        first.Drained(moved);
        Adopt(first, 4, A);
        Assert.Contains(moved, first.Claim());
        Assert.Equal(4, first.TokenOf(moved));
    }

    private static void Hear(ShardClaims claims, SiloAddress peer, Announcement said) => claims.Hear(peer, said.Version, said.Draining);

    private static Announcement Said(long version, params int[] draining)
        => new(new ClusterView(version, []), Bits(draining));

    private static BitArray Bits(params int[] shards)
    {
        var bits = new BitArray(Shards);
        foreach (var shard in shards) bits[shard] = true;
        return bits;
    }

    private static SiloAddress Silo(int number) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1000 + number), number);
}
