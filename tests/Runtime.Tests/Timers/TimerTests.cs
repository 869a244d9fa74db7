namespace OrleansAgents.Runtime.Tests;

/// <summary>Timers on the machine's clock: no test waits for a time, only for ticks.</summary>
[Collection(CallsCollection.Name)]
[Promise("T6")]
public sealed class TimerTests(CallsCluster cluster)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task Timer_WithAPeriod_TicksUntilItIsStopped(int periodMilliseconds)
    {
        foreach (var factory in new[] { cluster.Client, cluster.Silo })
        {
            var grain = factory.GetGrain<ITimedGrain>(Unique());
            await grain.Start(Moment, TimeSpan.FromMilliseconds(periodMilliseconds), interleave: false);
            await grain.Ticked(3);
            await grain.Stop();
            var ticks = await grain.Ticks();
            Assert.InRange(ticks, 3, int.MaxValue);
            Assert.Equal(ticks, await grain.Ticks());
        }
    }

    [Fact]
    public async Task Timer_WithoutPeriod_TicksOnce()
    {
        var grain = cluster.Client.GetGrain<ITimedGrain>(Unique());
        await grain.Start(Moment, Timeout.InfiniteTimeSpan, interleave: false);
        await grain.Ticked(1);
        Assert.Equal(1, await grain.Ticks());
    }

    [Fact]
    public async Task Timer_WithInterleave_TicksWithinTheRunningCall()
    {
        var grain = cluster.Client.GetGrain<ITimedGrain>(Unique());
        var gate = Unique();
        await grain.Start(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50), interleave: true);
        var held = grain.Hold(gate);
        await Gate.Entered(gate);
        var before = await grain.TicksNow();
        await grain.Ticked(before + 2);
        Gate.Release(gate);
        await held;
        await grain.Stop();
    }

    [Fact]
    public async Task Timer_ThatFails_TicksOn()
    {
        var grain = cluster.Client.GetGrain<ITimedGrain>(Unique());
        await grain.StartFailing(Moment);
        await grain.Ticked(3);
        await grain.Stop();
    }

    [Fact]
    public async Task Timer_OfAnActivationThatEnds_EndsToo()
    {
        var grain = cluster.Client.GetGrain<ITimedGrain>(Unique());
        await grain.Start(Moment, Moment, interleave: false);
        await grain.Ticked(1);
        await grain.End();
        Assert.Equal(0, await grain.Ticks());
    }

    [Theory]
    [InlineData(-5, 1)]
    [InlineData(1, -5)]
    public async Task Timer_WithImpossibleTimes_IsRefused(int due, int period)
    {
        var grain = cluster.Client.GetGrain<ITimedGrain>(Unique());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grain.Start(TimeSpan.FromSeconds(due), TimeSpan.FromSeconds(period), interleave: false));
    }

    private static string Unique() => Guid.NewGuid().ToString("N");
}
