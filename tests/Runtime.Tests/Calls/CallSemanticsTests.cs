using System.Collections.Concurrent;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace OrleansAgents.Runtime.Tests;

/// <summary>What a caller can rely on, called from a client (through frames) and from the silo (in memory).</summary>
[Collection(CallsCollection.Name)]
public sealed class CallSemanticsTests(CallsCluster cluster)
{
    private IGrainFactory[] Both => [cluster.Client, cluster.Silo];

    [Fact]
    [Promise("C6")]
    public async Task CallChain_WithAllowedReentrancy_ComesBackToItsFirstGrain()
    {
        foreach (var factory in Both)
        {
            var (first, second) = (factory.GetGrain<IChainGrain>(Unique()), factory.GetGrain<IChainGrain>(Unique()));
            Assert.Equal("back", await first.CallAndBack(second, allow: true));
        }
    }

    [Fact]
    [Promise("C6")]
    public async Task UnrelatedCall_WhileReentrancyIsAllowed_StillWaits()
    {
        var grain = cluster.Silo.GetGrain<IChainGrain>(Unique());
        var (held, other) = (Unique(), Unique());
        var holding = grain.HoldWithReentrancyAllowed(held);
        await Gate.Entered(held);
        var waiting = grain.Hold(other);
        await grain.Fence();
        Assert.False(Gate.HasEntered(other));
        Gate.Release(held);
        await holding;
        Gate.Release(other);
        await waiting;
    }

    [Fact]
    [Promise("C7")]
    public async Task OneWay_ReturnsBeforeTheMethodRuns()
    {
        foreach (var factory in Both)
        {
            var gate = Unique();
            var grain = factory.GetGrain<IOneWayGrain>(Unique());
            await grain.Notify(gate);
            await Gate.Entered(gate);
            Gate.Release(gate);
            await grain.NotifyAndThrow();
            Assert.Equal(1, await grain.Notifications());
        }
    }

    [Fact]
    [Promise("C8")]
    public async Task StatelessWorker_RunsAtMostItsLimitOnASilo()
    {
        var grain = cluster.Silo.GetGrain<ITwoWorkersGrain>(0);
        string[] gates = [Unique(), Unique(), Unique()];
        var calls = new Task<int>[gates.Length];
        for (var i = 0; i < 2; i++)
        {
            // One after the other: Microsoft's engine may give both to a worker that it has just made.
            calls[i] = grain.Work(gates[i]);
            await Gate.Entered(gates[i]);
        }

        calls[2] = grain.Work(gates[2]);
        Assert.False(Gate.HasEntered(gates[2]));
        Gate.Release(gates[0]);
        Gate.Release(gates[1]);
        await Gate.Entered(gates[2]);
        foreach (var gate in gates) Gate.Release(gate);
        var workers = await Task.WhenAll(calls);
        Assert.Equal(2, workers.Distinct().Count());
    }

    [Fact]
    [Promise("C9")]
    public async Task ResponseTimeout_OnTheMethod_EndsTheCallAndNamesIt()
    {
        foreach (var factory in Both)
        {
            var gate = Unique();
            var grain = factory.GetGrain<ISlowGrain>(Unique());
            var failure = await Assert.ThrowsAsync<TimeoutException>(() => grain.Slow(gate));
            Assert.Contains("Slow", failure.Message, StringComparison.Ordinal);
            Gate.Release(gate);
        }
    }

    [Fact]
    [Promise("C10")]
    public async Task Cancellation_ReachesTheCallee_AndEndsTheCall()
    {
        foreach (var factory in Both)
        {
            for (var i = 0; i < 4; i++)
            {
                var gate = Unique();
                using var source = new CancellationTokenSource();
                var grain = factory.GetGrain<ICancellableGrain>(Unique());
                var call = grain.WaitForCancellation(gate, source.Token);
                await Gate.Entered(gate);
                await source.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
                await Gate.Entered(gate + "cancelled");
            }
        }
    }

    [Fact]
    [Promise("C10")]
    public async Task Cancellation_BeforeTheCall_NeverReachesTheGrain()
    {
        var gate = Unique();
        var grain = cluster.Client.GetGrain<ICancellableGrain>(Unique());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grain.WaitForCancellation(gate, new CancellationToken(canceled: true)));
        Assert.False(Gate.HasEntered(gate));
    }

    [Fact]
    [Promise("C12")]
    public async Task RequestContext_FlowsDownTheChain_AndNotBack()
    {
        foreach (var factory in Both)
        {
            RequestContext.Set("colour", "blue");
            try
            {
                var (first, second) = (factory.GetGrain<IContextGrain>(Unique()), factory.GetGrain<IContextGrain>(Unique()));
                Assert.Equal("blue,blue", await first.ReadThrough(second));
                await first.Overwrite("red");
                Assert.Equal("blue", RequestContext.Get("colour"));
            }
            finally
            {
                RequestContext.Clear();
            }

            Assert.Null(await factory.GetGrain<IContextGrain>(Unique()).Read());
        }
    }

    [Fact]
    [Promise("C19")]
    public async Task Arguments_OfALocalCall_AreTheCalleesOwn()
    {
        foreach (var factory in Both)
        {
            var grain = factory.GetGrain<IIsolationGrain>(Unique());
            var box = new MutableBox { Values = [1] };
            await grain.Keep(box);
            box.Values.Add(2);
            Assert.Equal([1], (await grain.Kept()).Values);
            var kept = await grain.Kept();
            kept.Values.Add(3);
            Assert.Equal([1], (await grain.Kept()).Values);
        }
    }

    [Fact]
    [Promise("C19")]
    public async Task ImmutableArguments_OfALocalCall_AreShared()
    {
        var key = Unique();
        var grain = cluster.Silo.GetGrain<IPinnedIsolationGrain>(0);
        var record = new ImmutableRecord("x", 1);
        IsolationProbe.Last[key] = record;
        Assert.True(await grain.IsSame(key, record));
        var immutable = new Immutable<MutableBox>(new MutableBox { Values = [1] });
        IsolationProbe.Last[key] = immutable.Value;
        Assert.True(await grain.IsSameImmutable(key, immutable));
        var box = new MutableBox { Values = [1] };
        IsolationProbe.Last[key] = box;
        Assert.False(await grain.IsSameBox(key, box));
    }

    [Fact]
    [Promise("C20")]
    public async Task Arguments_OfARemoteCall_AreSerializedAsTheyAreWhenSent()
    {
        var grain = cluster.Client.GetGrain<IIsolationGrain>(Unique());
        var box = new MutableBox { Values = [7] };
        var sending = grain.Keep(box);
        box.Values.Add(8);
        await sending;
        Assert.Equal([7], (await grain.Kept()).Values);
    }

    [Fact]
    [Promise("C17")]
    public async Task Exceptions_ReachTheCaller_WithTypeMessageAndInnerException()
    {
        foreach (var factory in Both)
        {
            var grain = factory.GetGrain<IThrowingGrain>(Unique());
            var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Throw("outer", "inner"));
            Assert.Equal("outer", failure.Message);
            Assert.Equal("inner", Assert.IsType<ArgumentException>(failure.InnerException).Message);
            Assert.Contains(nameof(ThrowingGrain), failure.ToString(), StringComparison.Ordinal);
            var own = await Assert.ThrowsAsync<OwnException>(() => grain.ThrowOwn(42));
            Assert.Equal(42, own.Number);
        }
    }

    private static string Unique() => Guid.NewGuid().ToString("N");
}

public interface IChainGrain : IGrainWithStringKey
{
    Task<string> CallAndBack(IChainGrain other, bool allow);

    Task<string> CallBack(IChainGrain first);

    Task<string> Answer();

    Task HoldWithReentrancyAllowed(string gate);

    Task Hold(string gate);

    [AlwaysInterleave]
    Task Fence();
}

public class ChainGrain : Grain, IChainGrain
{
    public async Task<string> CallAndBack(IChainGrain other, bool allow)
    {
        using var section = allow ? RequestContext.AllowCallChainReentrancy() : default;
        return await other.CallBack(this.AsReference<IChainGrain>());
    }

    public Task<string> CallBack(IChainGrain first) => first.Answer();

    public Task<string> Answer() => Task.FromResult("back");

    public async Task HoldWithReentrancyAllowed(string gate)
    {
        using var section = RequestContext.AllowCallChainReentrancy();
        await Gate.Pass(gate);
    }

    public Task Hold(string gate) => Gate.Pass(gate);

    public Task Fence() => Task.CompletedTask;
}

public interface IOneWayGrain : IGrainWithStringKey
{
    [OneWay]
    Task Notify(string gate);

    [OneWay]
    Task NotifyAndThrow();

    Task<int> Notifications();
}

public class OneWayGrain : Grain, IOneWayGrain
{
    private int _notifications;

    public async Task Notify(string gate)
    {
        await Gate.Pass(gate);
        _notifications++;
    }

    public Task NotifyAndThrow() => throw new InvalidOperationException("nobody hears this");

    public Task<int> Notifications() => Task.FromResult(_notifications);
}

public interface ITwoWorkersGrain : IGrainWithIntegerKey
{
    Task<int> Work(string gate);
}

[StatelessWorker(2)]
public class TwoWorkersGrain : Grain, ITwoWorkersGrain
{
    public async Task<int> Work(string gate)
    {
        await Gate.Pass(gate);
        return System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}

public interface ISlowGrain : IGrainWithStringKey
{
    [ResponseTimeout("00:00:01")]
    Task Slow(string gate);
}

public class SlowGrain : Grain, ISlowGrain
{
    public Task Slow(string gate) => Gate.Pass(gate);
}

public interface ICancellableGrain : IGrainWithStringKey
{
    Task WaitForCancellation(string gate, CancellationToken cancellationToken);
}

public class CancellableGrain : Grain, ICancellableGrain
{
    public async Task WaitForCancellation(string gate, CancellationToken cancellationToken)
    {
        _ = Gate.Pass(gate);
        var cancelled = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(cancelled.SetResult);
        await cancelled.Task;
        _ = Gate.Pass(gate + "cancelled");
        cancellationToken.ThrowIfCancellationRequested();
    }
}

public interface IContextGrain : IGrainWithStringKey
{
    Task<string?> Read();

    Task<string> ReadThrough(IContextGrain other);

    Task Overwrite(string value);
}

public class ContextGrain : Grain, IContextGrain
{
    public Task<string?> Read() => Task.FromResult((string?)RequestContext.Get("colour"));

    public async Task<string> ReadThrough(IContextGrain other)
    {
        await Task.Yield();
        return $"{await Read()},{await other.Read()}";
    }

    public Task Overwrite(string value)
    {
        RequestContext.Set("colour", value);
        return Task.CompletedTask;
    }
}

[GenerateSerializer]
public sealed class MutableBox
{
    [Id(0)]
    public List<int> Values { get; set; } = [];
}

[GenerateSerializer]
[Orleans.Immutable]
public sealed record ImmutableRecord(string Name, int Number);

public interface IIsolationGrain : IGrainWithStringKey
{
    Task Keep(MutableBox box);

    Task<MutableBox> Kept();
}

public class IsolationGrain : Grain, IIsolationGrain
{
    private MutableBox _kept = new();

    public Task Keep(MutableBox box)
    {
        _kept = box;
        return Task.CompletedTask;
    }

    public Task<MutableBox> Kept() => Task.FromResult(_kept);
}

public static class IsolationProbe
{
    public static ConcurrentDictionary<string, object> Last { get; } = new();
}

/// <summary>A stateless worker runs on the silo that calls it, so its calls are local on either engine.</summary>
public interface IPinnedIsolationGrain : IGrainWithIntegerKey
{
    Task<bool> IsSame(string key, ImmutableRecord value);

    Task<bool> IsSameImmutable(string key, Immutable<MutableBox> value);

    Task<bool> IsSameBox(string key, MutableBox value);
}

[StatelessWorker]
public class PinnedIsolationGrain : Grain, IPinnedIsolationGrain
{
    public Task<bool> IsSame(string key, ImmutableRecord value) => Task.FromResult(ReferenceEquals(IsolationProbe.Last[key], value));

    public Task<bool> IsSameImmutable(string key, Immutable<MutableBox> value) => Task.FromResult(ReferenceEquals(IsolationProbe.Last[key], value.Value));

    public Task<bool> IsSameBox(string key, MutableBox value) => Task.FromResult(ReferenceEquals(IsolationProbe.Last[key], value));
}

[GenerateSerializer]
public sealed class OwnException : Exception
{
    public OwnException()
    {
    }

    public OwnException(string message)
        : base(message)
    {
    }

    public OwnException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    [Id(0)]
    public int Number { get; set; }
}

public interface IThrowingGrain : IGrainWithStringKey
{
    Task Throw(string outer, string inner);

    Task ThrowOwn(int number);
}

public class ThrowingGrain : Grain, IThrowingGrain
{
    public async Task Throw(string outer, string inner)
    {
        await Task.Yield();
        throw new InvalidOperationException(outer, new ArgumentException(inner));
    }

    public Task ThrowOwn(int number) => throw new OwnException("own") { Number = number };
}
