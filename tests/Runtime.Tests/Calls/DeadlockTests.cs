using Orleans.Concurrency;
using Orleans.TestingHost;

namespace OrleansAgents.Runtime.Tests;

[Promise("C21")]
public sealed class DeadlockTests : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = new InProcessTestClusterBuilder(1).Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [BuiltinEngineFact("Microsoft's engine reports the time-out of the call that waits, not the cycle.")]
    public async Task Cycle_IsReportedWithTheGrainsOnTheWay()
    {
        var (first, second) = (_cluster.Client.GetGrain<IDeadlockGrain>("alpha"), _cluster.Client.GetGrain<IDeadlockGrain>("beta"));
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => first.Start(second));
        Assert.Contains("deadlock", failure.Message, StringComparison.Ordinal);
        Assert.Contains("deadlock/alpha.Start -> deadlock/beta.Through -> deadlock/alpha.Blocked", failure.Message, StringComparison.Ordinal);
    }

    [BuiltinEngineFact("Microsoft's engine names the call that timed out in other words.")]
    public async Task CallThatOnlyWaitsLong_IsNotCalledADeadlock()
    {
        var gate = Guid.NewGuid().ToString("N");
        var (busy, other) = (_cluster.Client.GetGrain<IDeadlockGrain>("gamma"), _cluster.Client.GetGrain<IDeadlockGrain>("delta"));
        var holding = busy.Hold(gate);
        await Gate.Entered(gate);
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => other.Through(busy));
        Assert.DoesNotContain("deadlock:", failure.Message, StringComparison.Ordinal);
        Assert.Contains("deadlock/gamma", failure.Message, StringComparison.Ordinal);
        Gate.Release(gate);
        await holding;
    }

    [Fact]
    public async Task CycleThatNobodyAwaits_EndsWell()
    {
        // The first grain does not await its call, so the call back only has to wait a little: a detector that failed it at once would be wrong.
        var (first, second) = (_cluster.Client.GetGrain<IDeadlockGrain>("epsilon"), _cluster.Client.GetGrain<IDeadlockGrain>("zeta"));
        var gate = Guid.NewGuid().ToString("N");
        var starting = first.StartWithoutAwaiting(second, gate);
        await Gate.Entered(gate);
        await second.Fence();
        Gate.Release(gate);
        Assert.True(await starting);
    }
}

public interface IDeadlockGrain : IGrainWithStringKey
{
    Task Start(IDeadlockGrain through);

    Task<bool> StartWithoutAwaiting(IDeadlockGrain through, string gate);

    Task Through(IDeadlockGrain first);

    [ResponseTimeout("00:00:01")]
    Task Blocked();

    Task Hold(string gate);

    [AlwaysInterleave]
    Task Fence();
}

public class DeadlockGrain : Grain, IDeadlockGrain
{
    public Task Start(IDeadlockGrain through) => through.Through(this.AsReference<IDeadlockGrain>());

    public async Task<bool> StartWithoutAwaiting(IDeadlockGrain through, string gate)
    {
        var call = through.Through(this.AsReference<IDeadlockGrain>());
        await Gate.Pass(gate);
        return !call.IsFaulted;
    }

    public Task Through(IDeadlockGrain first) => first.Blocked();

    public Task Blocked() => Task.CompletedTask;

    public Task Hold(string gate) => Gate.Pass(gate);

    public Task Fence() => Task.CompletedTask;
}
