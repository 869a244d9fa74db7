using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests;

public sealed class IdleTests : IdleTest
{
    [Fact]
    [Promise("A3")]
    public async Task IdleGrains_EndAfterTheirClassesAge_AndOthersStay()
    {
        var key = Unique();
        var (plain, aged, kept, delayed) = (Get<IPlainIdleGrain>(key), Get<IAgedIdleGrain>(key), Get<IKeptIdleGrain>(key), Get<IPlainIdleGrain>(key + "delayed"));
        await plain.Touch();
        await aged.Touch();
        await kept.Touch();
        await delayed.Delay(TimeSpan.FromHours(2));

        Pass(TimeSpan.FromMinutes(5));
        await plain.Touch();
        Pass(TimeSpan.FromMinutes(7));
        Assert.True(IsActive(plain));
        Pass(TimeSpan.FromMinutes(5));
        await Gate.Entered("idle" + key + nameof(DeactivationReasonCode.ActivationIdle));
        Assert.True(IsActive(aged));
        Pass(TimeSpan.FromMinutes(30));
        await Gate.Entered("aged" + key + nameof(DeactivationReasonCode.ActivationIdle));
        Assert.True(IsActive(kept));
        Assert.True(IsActive(delayed));
        Pass(TimeSpan.FromHours(3));
        await Gate.Entered("idle" + key + "delayed" + nameof(DeactivationReasonCode.ActivationIdle));
        Assert.True(IsActive(kept));
    }

    [Fact]
    [Promise("A3")]
    public async Task BusyGrain_IsNotIdle()
    {
        var key = Unique();
        var grain = Get<IPlainIdleGrain>(key);
        var gate = Unique();
        var working = grain.Work(gate);
        await Gate.Entered(gate);
        Assert.True(Cluster.TryGetGrainContext(grain.GetGrainId(), out var before));
        Pass(TimeSpan.FromMinutes(25));
        Gate.Release(gate);
        await Record.ExceptionAsync(() => working);
        await grain.Touch();
        Assert.True(Cluster.TryGetGrainContext(grain.GetGrainId(), out var after));
        Assert.Same(before, after);
    }

    private bool IsActive(IAddressable grain) => Cluster.TryGetGrainContext(grain.GetGrainId(), out _);
}
