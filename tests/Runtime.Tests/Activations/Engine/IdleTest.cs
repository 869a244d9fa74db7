using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;
using OrleansAgents.TestKit;

namespace OrleansAgents.Runtime.Tests;

/// <summary>A silo on virtual time: hours of idleness pass at once.</summary>
public abstract class IdleTest : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();

    protected InProcessTestCluster Cluster { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSiloHost((_, host) => host.Services.AddSingleton<TimeProvider>(_time));
        builder.ConfigureSilo((_, silo) => silo.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionAge = TimeSpan.FromMinutes(10);
            options.CollectionQuantum = TimeSpan.FromMinutes(1);
        }));
        Cluster = builder.Build();
        await Cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await Cluster.DisposeAsync();

    protected static string Unique() => Guid.NewGuid().ToString("N");

    protected TGrain Get<TGrain>(string key)
        where TGrain : IGrainWithStringKey => Cluster.Client.GetGrain<TGrain>(key);

    /// <summary>In steps, so that every timer on the way fires when it is due.</summary>
    protected void Pass(TimeSpan time)
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
