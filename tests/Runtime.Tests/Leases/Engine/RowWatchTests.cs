using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using Orleans.Runtime;
using Orleans.Runtime.Leases;
using Orleans.Runtime.Membership;
using Orleans.Runtime.Placement;

namespace OrleansAgents.Runtime.Tests.Leases;

/// <summary>Rules R7 and R9 by themselves. A second has 1,000 ticks here; a lease is 2 s, so a row must stand still for 2,050 ticks and an answer is too old after 1,000.</summary>
public sealed class RowWatchTests
{
    private static readonly SiloAddress Self = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1);
    private static readonly SiloAddress Other = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 2), 1);

    private readonly RowWatch _rows = new(ClusterConstants.Default, 1000);

    [Fact]
    public void Row_ThatStandsStillForALeaseOnASlowClock_HasStopped()
    {
        Watch(0, 2_000, beat: 5);
        Assert.Empty(Stopped(2_000));
        Reply(2_060, 5);
        Assert.Equal((Other, (long?)5), Assert.Single(Stopped(2_060)));
    }

    [Fact]
    public void Wait_CoversTheDifferenceOfTwoClocks() => Assert.InRange(_rows.Wait, (long)(2_000 * 1.01 / 0.99), 2_060);

    [Fact]
    public void Row_WhoseBeatMoves_BeginsAnew()
    {
        Watch(0, 1_500, beat: 5);
        Watch(2_000, 3_500, beat: 6);
        Assert.Empty(Stopped(3_500));
        Reply(4_000, 6);
        Reply(4_060, 6);
        Assert.Single(Stopped(4_060));
    }

    [Fact]
    public void Rows_AfterAGapInContact_AllBeginAnew()
    {
        Watch(0, 1_500, beat: 5);
        Reply(3_000, 5);
        Assert.Empty(Stopped(3_000));
        Watch(3_500, 5_000, beat: 5);
        Assert.Empty(Stopped(5_000));
        Reply(5_060, 5);
        Assert.Single(Stopped(5_060));
    }

    [Fact]
    public void Judging_WithoutAYoungAnswer_IsNotDone()
    {
        Watch(0, 2_500, beat: 5);
        Assert.Single(Stopped(2_500));
        Assert.Empty(Stopped(3_501));
    }

    [Fact]
    public void Revocation_DoesNotMoveTheCount()
    {
        Watch(0, 1_500, beat: 5);
        Reply(2_060, 5, SiloRowState.Revoked);
        Assert.Single(Stopped(2_060));
    }

    [Fact]
    public void Row_ThatSaysStopped_HasStoppedAtOnce()
    {
        Reply(0, 5, SiloRowState.Stopped);
        Assert.Equal((Other, (long?)null), Assert.Single(Stopped(0)));
    }

    [Fact]
    public void Silo_DoesNotJudgeItself()
    {
        Watch(0, 5_000, beat: 5);
        Assert.DoesNotContain(Stopped(5_000), static row => row.Silo.Equals(Self));
    }

    [Fact]
    public void Renewal_IsABeatThatWasSeenToMove_AndNotACountThatBeganAnew()
    {
        Watch(0, 500, beat: 5);
        Assert.True(_rows.HasRenewedSince(Other, 0));
        Assert.False(_rows.HasRenewedSince(Other, 1));

        // After a gap in contact the row is measured from anew, though nobody has renewed.
        Reply(3_000, 5);
        Assert.False(_rows.HasRenewedSince(Other, 1));
        Reply(3_500, 6);
        Assert.True(_rows.HasRenewedSince(Other, 3_500));
        Reply(4_000, 7, SiloRowState.Revoked);
        Assert.False(_rows.HasRenewedSince(Other, 0));
    }

    private void Watch(int from, int to, long beat)
    {
        for (var now = from; now <= to; now += 500) Reply(now, beat);
    }

    private void Reply(long now, long beat, SiloRowState state = SiloRowState.Active)
    {
        ImmutableArray<ClusterMember> members = [new(Self, "self", null), new(Other, "other", null)];
        _rows.Replied(now, new ClusterSnapshot(new ClusterView(1, members), Guid.Empty, [new SiloRow(Self, Guid.Empty, "host", 1, SiloRowState.Active), new SiloRow(Other, Guid.Empty, "host", beat, state)]));
    }

    private ImmutableArray<(SiloAddress Silo, long? Beat)> Stopped(long now) => _rows.Stopped(now, Self, FrozenSet<SiloAddress>.Empty);
}
