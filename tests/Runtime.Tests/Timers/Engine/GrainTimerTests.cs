using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests;

/// <summary>On virtual time, which Microsoft's engine mixes with the machine's; <see cref="TimerTests"/> runs on either.</summary>
[Promise("T6")]
public sealed class GrainTimerTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private InProcessTestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSiloHost((_, host) => host.Services.AddSingleton<TimeProvider>(_time));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Timer_TicksWhenDue_ThenEveryPeriodAfterTheTickBefore()
    {
        var grain = _cluster.Client.GetGrain<ITimedGrain>(Unique());
        await grain.Start(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5), interleave: false);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0, await grain.Ticks());
        _time.Advance(TimeSpan.FromSeconds(1));
        await grain.Ticked(1);
        Assert.Equal(1, await grain.Ticks()); // An ordinary call starts after the tick has ended, and with it the timer is armed again.
        _time.Advance(TimeSpan.FromSeconds(5));
        await grain.Ticked(2);
        await grain.Stop();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, await grain.Ticks());
    }

    [Fact]
    public async Task Timer_WithoutInterleave_WaitsForTheRunningCall()
    {
        var grain = _cluster.Client.GetGrain<ITimedGrain>(Unique());
        var gate = Unique();
        await grain.Start(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan, interleave: false);
        var held = grain.Hold(gate);
        await Gate.Entered(gate);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, await grain.TicksNow());
        Gate.Release(gate);
        await held;
        await grain.Ticked(1);
    }

    [Fact]
    public async Task Timer_WithInterleave_TicksWithinTheRunningCall()
    {
        var grain = _cluster.Client.GetGrain<ITimedGrain>(Unique());
        var gate = Unique();
        await grain.Start(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan, interleave: true);
        var held = grain.Hold(gate);
        await Gate.Entered(gate);
        _time.Advance(TimeSpan.FromSeconds(2));
        await grain.Ticked(1);
        Gate.Release(gate);
        await held;
    }

    [Fact]
    public async Task Timer_ThatFails_TicksOn()
    {
        var grain = _cluster.Client.GetGrain<ITimedGrain>(Unique());
        await grain.StartFailing(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        await grain.Ticked(1);
        Assert.Equal(1, await grain.Ticks());
        _time.Advance(TimeSpan.FromSeconds(1));
        await grain.Ticked(2);
    }

    [Fact]
    public async Task Timer_EndsWithItsActivation()
    {
        var key = Unique();
        var grain = _cluster.Client.GetGrain<ITimedGrain>(key);
        await grain.Start(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), interleave: false);
        await grain.End();
        Assert.Equal(0, await grain.Ticks());
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, await grain.Ticks());
    }

    [Fact]
    public async Task Timer_WithAPeriodOfZero_TicksAgainWhenATickHasEnded()
    {
        var grain = _cluster.Client.GetGrain<ITimedGrain>(Unique());
        await grain.Start(TimeSpan.FromSeconds(1), TimeSpan.Zero, interleave: false);
        _time.Advance(TimeSpan.FromSeconds(1));
        for (var tick = 1; tick <= 3; tick++)
        {
            await grain.Ticked(tick);

            // The tick has ended, and the timer is armed again. One that was armed while the clock still moved has ticked once more.
            Assert.InRange(await grain.Ticks(), tick, int.MaxValue);
            _time.Advance(TimeSpan.Zero);
        }
    }

    private static string Unique() => Guid.NewGuid().ToString("N");
}
