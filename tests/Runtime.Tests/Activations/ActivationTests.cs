using Orleans.Concurrency;
using Orleans.Core.Internal;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace OrleansAgents.Runtime.Tests;

[Collection(CallsCollection.Name)]
public sealed class ActivationTests(CallsCluster cluster)
{
    [Fact]
    [Promise("A1")]
    public async Task FirstCall_WaitsForOnActivate()
    {
        var key = Unique();
        var grain = cluster.Client.GetGrain<ILifeGrain>(key);
        var first = grain.Log();
        var second = grain.Log();
        await Gate.Entered("activate" + key);
        Assert.False(first.IsCompleted);
        Gate.Release("activate" + key);
        Assert.Equal(["activate", "call"], await first);
        Assert.Equal(["activate", "call", "call"], await second);
    }

    [Fact]
    [Promise("A2")]
    public Task FailedOnActivate_GivesItsExceptionToEveryCaller_AndTheNextCallTriesAgain() => CheckFailedActivation("activate");

    [BuiltinEngineFact("Microsoft's engine gives the callers an exception of its own, which names the class.")]
    [Promise("A2")]
    public Task FailedConstructor_GivesItsExceptionToEveryCaller_AndTheNextCallTriesAgain() => CheckFailedActivation("constructor");

    [Fact]
    [Promise("A5")]
    public async Task DeactivateOnIdle_EndsAfterTheRunningCall_AndWaitingCallsGoToTheNextActivation()
    {
        var key = Unique();
        Gate.Release("activate" + key);
        var grain = cluster.Client.GetGrain<ILifeGrain>(key);
        var gate = Unique();
        var held = grain.DeactivateAndHold(gate);
        await Gate.Entered(gate);
        var waiting = grain.Log();
        Gate.Release(gate);
        await held;
        Assert.Equal(["activate", "call"], await waiting);
        await Gate.Entered("deactivated" + key + nameof(DeactivationReasonCode.ApplicationRequested));
    }

    [BuiltinEngineFact("On Microsoft's engine even calls that always interleave wait for the next activation, so none can tell that another waits.")]
    [Promise("A5")]
    public async Task DeactivateOnIdle_WhileACallRuns_KeepsOthersWaiting()
    {
        var key = Unique();
        Gate.Release("activate" + key);
        var grain = cluster.Client.GetGrain<ILifeGrain>(key);
        var gate = Unique();
        var held = grain.DeactivateAndHold(gate);
        await Gate.Entered(gate);
        var waiting = grain.Log();
        await grain.Fence();
        Assert.False(waiting.IsCompleted);
        Gate.Release(gate);
        await held;
        await waiting;
    }

    [Fact]
    [Promise("A6")]
    public async Task MigrateOnIdle_HandsMemoryToTheNextActivation()
    {
        var grain = cluster.Silo.GetGrain<IMigratingGrain>(Unique());
        await grain.Set(42);
        var before = await grain.Instance();
        var after = before;
        for (var attempt = 0; after == before; attempt++)
        {
            // Microsoft's engine migrates only if it places the grain elsewhere, so each silo is proposed in turn. This one needs no proposal.
            Assert.InRange(attempt, 0, 1000);
            RequestContext.Set(IPlacementDirector.PlacementHintKey, cluster.Cluster.Silos[attempt % 2].SiloAddress);
            await grain.Cast<IGrainManagementExtension>().MigrateOnIdle();
            after = await grain.Instance();
        }

        Assert.Equal(42, await grain.Get());
    }

    [Fact]
    public async Task UnknownInterface_NamesTheFix()
    {
        var failure = Assert.Throws<ArgumentException>(() => cluster.Client.GetGrain<IUnservedGrain>("x"));
        Assert.Contains(nameof(IUnservedGrain), failure.Message, StringComparison.Ordinal);
        await Task.CompletedTask;
    }

    private async Task CheckFailedActivation(string where)
    {
        var key = where + Unique();
        FailingGrain.Failures[key] = where;
        var grain = cluster.Client.GetGrain<IFailingGrain>(key);
        var failures = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Record.ExceptionAsync(() => grain.Ping())));
        foreach (var failure in failures)
        {
            Assert.Contains($"{where} failed", Assert.IsType<InvalidOperationException>(failure).Message, StringComparison.Ordinal);
        }

        FailingGrain.Failures.TryRemove(key, out _);
        await grain.Ping();
    }

    private static string Unique() => Guid.NewGuid().ToString("N");
}

public interface IUnservedGrain : IGrainWithStringKey
{
    Task Never();
}

public interface ILifeGrain : IGrainWithStringKey
{
    Task<List<string>> Log();

    Task DeactivateAndHold(string gate);

    [AlwaysInterleave]
    Task Fence();
}

public class LifeGrain : Grain, ILifeGrain
{
    private readonly List<string> _log = [];

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Gate.Pass("activate" + this.GetPrimaryKeyString());
        _log.Add("activate");
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ = Gate.Pass("deactivated" + this.GetPrimaryKeyString() + reason.ReasonCode);
        return Task.CompletedTask;
    }

    public Task<List<string>> Log()
    {
        _log.Add("call");
        return Task.FromResult(_log);
    }

    public Task DeactivateAndHold(string gate)
    {
        DeactivateOnIdle();
        return Gate.Pass(gate);
    }

    public Task Fence() => Task.CompletedTask;
}

public interface IFailingGrain : IGrainWithStringKey
{
    Task Ping();
}

public class FailingGrain : Grain, IFailingGrain
{
    public FailingGrain(IGrainContext context) => Fail(context.GrainId.Key.ToString(), "constructor");

    public static System.Collections.Concurrent.ConcurrentDictionary<string, string> Failures { get; } = new();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Fail(this.GetPrimaryKeyString(), "activate");
        return Task.CompletedTask;
    }

    public Task Ping() => Task.CompletedTask;

    private static void Fail(string key, string where)
    {
        if (Failures.TryGetValue(key, out var at) && at == where) throw new InvalidOperationException($"{where} failed");
    }
}

public interface IMigratingGrain : IGrainWithStringKey
{
    Task Set(int value);

    Task<int> Get();

    Task<int> Instance();
}

public class MigratingGrain : Grain, IMigratingGrain, IGrainMigrationParticipant
{
    private static int s_instances;
    private readonly int _instance = Interlocked.Increment(ref s_instances);
    private int _value;

    public Task Set(int value)
    {
        _value = value;
        return Task.CompletedTask;
    }

    public Task<int> Get() => Task.FromResult(_value);

    public Task<int> Instance() => Task.FromResult(_instance);

    public void OnDehydrate(IDehydrationContext dehydrationContext) => dehydrationContext.TryAddValue("value", _value);

    public void OnRehydrate(IRehydrationContext rehydrationContext) => rehydrationContext.TryGetValue("value", out _value);
}
