using Orleans.Runtime.Leases;
using Orleans.Runtime.Membership;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests.Leases;

/// <summary>The clock of leases on the systems that have one which counts sleep, and the coarse one beside it.</summary>
public sealed class LeaseTimeTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _time = LeaseTime.For(TimeProvider.System);

    [Fact]
    public void Clock_OfATest_IsTakenAsItIs()
    {
        var manual = new ManualTimeProvider();
        Assert.Same(manual, LeaseTime.For(manual));
    }

    [Fact]
    public void Clock_OfLinux_CountsSleep_AndTheCoarseOneIsNeverAhead()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Same(TimeProvider.System, _time);
            return;
        }

        var system = Assert.IsType<LeaseTime>(_time);
        var before = system.GetTimestamp();
        Assert.True(system.CoarseNow <= system.ToCoarse(system.GetTimestamp() + system.TimestampFrequency));
        Assert.True(system.GetTimestamp() >= before);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(60, false)]
    public void Lease_ConfirmedSomeMinutesAgo_AllowsSegmentsUntilItsEnd(int minutes, bool mayStart)
    {
        var lease = new SiloLease(new LeaseClock(ClusterConstants.Default with { Lease = Lease }, _time.TimestampFrequency), _time);
        Assert.False(lease.MayStart);
        lease.Confirmed(_time.GetTimestamp() - (minutes * 60 * _time.TimestampFrequency));
        Assert.Equal(mayStart, lease.MayStart);
        lease.Align();
        Assert.Equal(mayStart, lease.MayStart);
    }
}
