using Orleans.Runtime.Leases;
using Orleans.Runtime.Membership;

namespace OrleansAgents.Runtime.Tests.Leases;

/// <summary>Rules R3 and R5 by themselves. A second has 1,000 ticks here, the lease 2 s, the guard 50 ms.</summary>
public sealed class LeaseClockTests
{
    private readonly LeaseClock _lease = new(ClusterConstants.Default, 1000);

    [Fact]
    public void Lease_BeforeTheFirstConfirmation_AllowsNothing()
    {
        Assert.False(_lease.MayStart(0));
        Assert.False(_lease.MaySend(0));
    }

    [Fact]
    public void Lease_CountsFromWhenTheRenewalWasSent()
    {
        _lease.Confirmed(sentAt: 10_000);
        Assert.True(_lease.MaySend(11_999));
        Assert.False(_lease.MaySend(12_000));
    }

    [Fact]
    public void Segment_MayStartOnlyIfTheGuardIsLeft()
    {
        _lease.Confirmed(10_000);
        Assert.True(_lease.MayStart(11_949));
        Assert.False(_lease.MayStart(11_950));
    }

    [Fact]
    public void Confirmation_ThatComesLate_TakesNothingBack()
    {
        _lease.Confirmed(11_000);
        _lease.Confirmed(10_000);
        Assert.True(_lease.MaySend(12_999));
    }
}
