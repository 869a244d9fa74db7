using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests;

/// <summary>What only the inside of a silo shows of idleness: when a tick has ended, and what the collector sheds.</summary>
public sealed class CollectorTests : IdleTest
{
    private SiloRuntime Silo => Cluster.Silos[0].ServiceProvider.GetRequiredService<SiloRuntime>();

    [Fact]
    [Promise("A3")]
    public async Task TimerWithoutKeepAlive_LeavesItsGrainIdle()
    {
        var key = Unique();
        var grain = Get<IPlainIdleGrain>(key);
        await grain.TickEvery(TimeSpan.FromMinutes(7));
        Pass(TimeSpan.FromMinutes(8));
        await Gate.Entered("ticked" + key);
        while (Find(grain) is { IsBusy: true }) await Task.Yield(); // The tick has told and is about to end.
        Pass(TimeSpan.FromMinutes(3)); // Eleven minutes since the call, at most four since the tick; the age limit is ten.
        await Gate.Entered("idle" + key + nameof(DeactivationReasonCode.ActivationIdle));
    }

    [Fact]
    [Promise("A4")]
    public async Task MemoryPressure_EndsTheLongestIdleFirst()
    {
        var prefix = Unique();
        for (var i = 0; i < 20; i++)
        {
            await Get<IPlainIdleGrain>(prefix + i).Touch();
            Pass(TimeSpan.FromSeconds(1));
        }

        using var collector = new ActivationCollector(Silo, () => 1.0);
        collector.Shed();
        // From full to the target of 75 %: a quarter, the five oldest.
        for (var i = 0; i < 5; i++) await Gate.Entered("idle" + prefix + i + nameof(DeactivationReasonCode.HighMemoryPressure));
        for (var i = 5; i < 20; i++) Assert.NotNull(Find(Get<IPlainIdleGrain>(prefix + i)));
    }

    [Fact]
    [Promise("A4")]
    public async Task EnoughMemory_EndsNothing()
    {
        var key = Unique();
        await Get<IPlainIdleGrain>(key).Touch();
        Pass(TimeSpan.FromSeconds(10));
        using var collector = new ActivationCollector(Silo, () => 0.5);
        collector.Shed();
        await Get<IPlainIdleGrain>(key).Touch();
        Assert.False(Gate.HasEntered("idle" + key + nameof(DeactivationReasonCode.HighMemoryPressure)));
    }

    private Activation? Find(IAddressable grain) => Silo.Find(grain.GetGrainId());
}
