using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.TestingHost;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests;

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

    [Theory]
    [InlineData(-5, 1)]
    [InlineData(1, 0)]
    public async Task Timer_WithImpossibleTimes_IsRefused(int due, int period)
    {
        var grain = _cluster.Client.GetGrain<ITimedGrain>(Unique());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grain.Start(TimeSpan.FromSeconds(due), TimeSpan.FromSeconds(period), interleave: false));
    }

    private static string Unique() => Guid.NewGuid().ToString("N");
}

public interface ITimedGrain : IGrainWithStringKey
{
    Task Start(TimeSpan due, TimeSpan period, bool interleave);

    Task StartFailing(TimeSpan period);

    Task Stop();

    Task End();

    Task Hold(string gate);

    Task<int> Ticks();

    [AlwaysInterleave]
    Task<int> TicksNow();

    /// <summary>Completes when the timer has ticked so often.</summary>
    [AlwaysInterleave]
    Task Ticked(int times);
}

public class TimedGrain : Grain, ITimedGrain
{
    private readonly List<(int Times, TaskCompletionSource Reached)> _waiting = [];
    private IGrainTimer? _timer;
    private int _ticks;

    public Task Start(TimeSpan due, TimeSpan period, bool interleave)
    {
        _timer = this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions(due, period) { Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task StartFailing(TimeSpan period)
    {
        _timer = this.RegisterGrainTimer(
            async () =>
            {
                await Tick();
                throw new InvalidOperationException("a tick failed");
            },
            period,
            period);
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Hold(string gate) => Gate.Pass(gate);

    public Task<int> Ticks() => Task.FromResult(_ticks);

    public Task<int> TicksNow() => Task.FromResult(_ticks);

    public Task Ticked(int times)
    {
        if (_ticks >= times) return Task.CompletedTask;
        var reached = new TaskCompletionSource();
        _waiting.Add((times, reached));
        return reached.Task;
    }

    private async Task Tick()
    {
        await Task.Yield();
        _ticks++;
        foreach (var (times, reached) in _waiting) if (_ticks >= times) reached.TrySetResult();
    }
}
