using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests;

/// <summary>A silo on virtual time: hours of idleness pass at once.</summary>
public sealed class IdleTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private InProcessTestCluster _cluster = null!;

    private SiloRuntime Silo => _cluster.Silos[0].ServiceProvider.GetRequiredService<SiloRuntime>();

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSiloHost((_, host) => host.Services.AddSingleton<TimeProvider>(_time));
        builder.ConfigureSilo((_, silo) => silo.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionAge = TimeSpan.FromMinutes(10);
            options.CollectionQuantum = TimeSpan.FromMinutes(1);
        }));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

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
        Assert.NotNull(Find(plain));
        Pass(TimeSpan.FromMinutes(5));
        await Gate.Entered("idle" + key + nameof(DeactivationReasonCode.ActivationIdle));
        Assert.NotNull(Find(aged));
        Pass(TimeSpan.FromMinutes(30));
        await Gate.Entered("aged" + key + nameof(DeactivationReasonCode.ActivationIdle));
        Assert.NotNull(Find(kept));
        Assert.NotNull(Find(delayed));
        Pass(TimeSpan.FromHours(3));
        await Gate.Entered("idle" + key + "delayed" + nameof(DeactivationReasonCode.ActivationIdle));
        Assert.NotNull(Find(kept));
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
        Pass(TimeSpan.FromMinutes(25));
        Assert.Equal(ActivationStatus.Valid, Find(grain)!.Status);
        Gate.Release(gate);
        await Record.ExceptionAsync(() => working);
    }

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

    private static string Unique() => Guid.NewGuid().ToString("N");

    private TGrain Get<TGrain>(string key)
        where TGrain : IGrainWithStringKey => _cluster.Client.GetGrain<TGrain>(key);

    private Activation? Find(IAddressable grain) => Silo.Find(grain.GetGrainId());

    /// <summary>In steps, so that every timer on the way fires when it is due.</summary>
    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(30)) _time.Advance(TimeSpan.FromSeconds(Math.Min(30, (time - passed).TotalSeconds)));
    }
}

public interface IPlainIdleGrain : IGrainWithStringKey
{
    Task Touch();

    Task Delay(TimeSpan time);

    Task TickEvery(TimeSpan period);

    [ResponseTimeout("1.00:00:00")]
    Task Work(string gate);
}

public interface IAgedIdleGrain : IPlainIdleGrain;

public interface IKeptIdleGrain : IPlainIdleGrain;

public abstract class IdleGrain(string name) : Grain, IPlainIdleGrain
{
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ = Gate.Pass(name + this.GetPrimaryKeyString() + reason.ReasonCode);
        return Task.CompletedTask;
    }

    public Task Touch() => Task.CompletedTask;

    public Task Delay(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public Task TickEvery(TimeSpan period)
    {
        this.RegisterGrainTimer(
            () =>
            {
                _ = Gate.Pass("ticked" + this.GetPrimaryKeyString());
                return Task.CompletedTask;
            },
            period,
            period);
        return Task.CompletedTask;
    }

    public Task Work(string gate) => Gate.Pass(gate);
}

public class PlainIdleGrain() : IdleGrain("idle");

[CollectionAgeLimit(Minutes = 30)]
public class AgedIdleGrain() : IdleGrain("aged"), IAgedIdleGrain;

[KeepAlive]
public class KeptIdleGrain() : IdleGrain("kept"), IKeptIdleGrain;
