using Orleans.Concurrency;
using Orleans.Serialization.Invocation;

namespace OrleansAgents.Runtime.Tests;

/// <summary>Which call may start while which other runs: the whole matrix, on both sides of the wire.</summary>
[Collection(CallsCollection.Name)]
public sealed class InterleavingTests(CallsCluster cluster)
{
    public enum Kind
    {
        Exclusive,
        Read,
        Always,
    }

    [Theory]
    [Promise("C1")]
    [Promise("C3")]
    [Promise("C4")]
    [InlineData(Kind.Exclusive, Kind.Exclusive, false)]
    [InlineData(Kind.Exclusive, Kind.Read, false)]
    [InlineData(Kind.Exclusive, Kind.Always, true)]
    [InlineData(Kind.Read, Kind.Exclusive, false)]
    [InlineData(Kind.Read, Kind.Read, true)]
    [InlineData(Kind.Read, Kind.Always, true)]
    [InlineData(Kind.Always, Kind.Exclusive, true)]
    [InlineData(Kind.Always, Kind.Read, true)]
    [InlineData(Kind.Always, Kind.Always, true)]
    public async Task PlainGrain_SecondCall_StartsOnlyIfCompatible(Kind running, Kind arriving, bool together)
    {
        foreach (var factory in new[] { cluster.Client, cluster.Silo })
        {
            var grain = factory.GetGrain<IInterleavingGrain>(Unique());
            await Check(kind => Call(grain, kind), grain.Fence, running, arriving, together);
        }
    }

    [Theory]
    [Promise("C2")]
    [InlineData(Kind.Exclusive, Kind.Exclusive)]
    [InlineData(Kind.Exclusive, Kind.Read)]
    [InlineData(Kind.Read, Kind.Exclusive)]
    public async Task ReentrantGrain_SecondCall_Starts(Kind running, Kind arriving)
    {
        var grain = cluster.Silo.GetGrain<IReentrantInterleavingGrain>(Unique());
        await Check(kind => Call(grain, kind), grain.Fence, running, arriving, together: true);
    }

    [BuiltinEngineFact("On Microsoft's engine a writer waits only for the reader that opened the group.")]
    [Promise("C4")]
    public async Task Writer_AfterFirstReaderEnds_WaitsForTheOtherReader()
    {
        var grain = cluster.Silo.GetGrain<IInterleavingGrain>(Unique());
        var (first, second, writer) = (Unique(), Unique(), Unique());
        var reading = grain.Read(first);
        await Gate.Entered(first);
        var alsoReading = grain.Read(second);
        await Gate.Entered(second);
        var writing = grain.Exclusive(writer);
        Gate.Release(first);
        await reading;
        await grain.Fence();
        Assert.False(Gate.HasEntered(writer));
        Gate.Release(second);
        await alsoReading;
        await Gate.Entered(writer);
        Gate.Release(writer);
        await writing;
    }

    [Fact]
    [Promise("C4")]
    public async Task WaitingReaders_WhenWriterEnds_StartTogether()
    {
        var grain = cluster.Silo.GetGrain<IInterleavingGrain>(Unique());
        var (writer, next) = (Unique(), Unique());
        string[] readers = [Unique(), Unique(), Unique()];
        var writing = grain.Exclusive(writer);
        await Gate.Entered(writer);
        var first = grain.Read(readers[0]);
        var behind = grain.Exclusive(next);
        var others = readers[1..].Select(grain.Read).ToArray();
        Gate.Release(writer);
        await writing;
        foreach (var reader in readers) await Gate.Entered(reader);
        Assert.False(Gate.HasEntered(next));
        foreach (var reader in readers) Gate.Release(reader);
        await Task.WhenAll([first, .. others]);
        Gate.Release(next);
        await behind;
    }

    [Fact]
    [Promise("C5")]
    public async Task MayInterleave_Predicate_DecidesByRequest()
    {
        var grain = cluster.Silo.GetGrain<IMayInterleaveGrain>(Unique());
        var (running, allowed, refused) = (Unique(), "allow" + Unique(), "refuse" + Unique());
        var first = grain.Run(running);
        await Gate.Entered(running);
        var waits = grain.Run(refused);
        var joins = grain.Run(allowed);
        await Gate.Entered(allowed);
        Assert.False(Gate.HasEntered(refused));
        Gate.Release(allowed);
        await joins;
        Gate.Release(running);
        await first;
        Gate.Release(refused);
        await waits;
    }

    [Fact]
    [Promise("C1")]
    public async Task ManyCallers_OneGrain_NeverOverlapAndLoseNothing()
    {
        var grain = cluster.Client.GetGrain<ICountingGrain>(Unique());
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++) await grain.Increment(i % 3);
        })));
        Assert.Equal((5_000, 1), await grain.Read());
    }

    private static string Unique() => Guid.NewGuid().ToString("N");

    private static Func<string, Task> Call(IInterleavingGrain grain, Kind kind) => kind switch
    {
        Kind.Exclusive => grain.Exclusive,
        Kind.Read => grain.Read,
        _ => grain.Always,
    };

    private static async Task Check(Func<Kind, Func<string, Task>> call, Func<Task> fence, Kind running, Kind arriving, bool together)
    {
        var (first, second) = (Unique(), Unique());
        var ran = call(running)(first);
        await Gate.Entered(first);
        var came = call(arriving)(second);
        if (together)
        {
            await Gate.Entered(second);
        }
        else
        {
            // The fence arrives after the second call and interleaves, so when it answers, the second call has been judged.
            await fence();
            Assert.False(Gate.HasEntered(second));
        }

        Gate.Release(first);
        await ran;
        await Gate.Entered(second);
        Gate.Release(second);
        await came;
    }
}

public interface IInterleavingGrain : IGrainWithStringKey
{
    Task Exclusive(string gate);

    [ReadOnly]
    Task Read(string gate);

    [AlwaysInterleave]
    Task Always(string gate);

    [AlwaysInterleave]
    Task Fence();
}

public interface IReentrantInterleavingGrain : IInterleavingGrain;

public class InterleavingGrain : Grain, IInterleavingGrain
{
    public Task Exclusive(string gate) => Gate.Pass(gate);

    public Task Read(string gate) => Gate.Pass(gate);

    public Task Always(string gate) => Gate.Pass(gate);

    public Task Fence() => Task.CompletedTask;
}

[Reentrant]
public class ReentrantInterleavingGrain : InterleavingGrain, IReentrantInterleavingGrain;

public interface IMayInterleaveGrain : IGrainWithStringKey
{
    Task Run(string gate);
}

[MayInterleave(nameof(Allows))]
public class MayInterleaveGrain : Grain, IMayInterleaveGrain
{
    public static bool Allows(IInvokable request) => request.GetArgument(0) is string gate && gate.StartsWith("allow", StringComparison.Ordinal);

    public Task Run(string gate) => Gate.Pass(gate);
}

public interface ICountingGrain : IGrainWithStringKey
{
    /// <summary>Adds one, with so many awaits in between.</summary>
    Task Increment(int awaits);

    /// <summary>The count, and the most increments that ever ran at once.</summary>
    Task<(int Count, int Most)> Read();
}

public class CountingGrain : Grain, ICountingGrain
{
    private int _count;
    private int _inside;
    private int _most;

    public async Task Increment(int awaits)
    {
        _most = Math.Max(_most, ++_inside);
        var before = _count;
        var scheduler = TaskScheduler.Current;
        for (var i = 0; i < awaits; i++)
        {
            await Task.Yield();
            if (TaskScheduler.Current != scheduler) throw new InvalidOperationException("A continuation left the activation's scheduler.");
        }

        _count = before + 1;
        _inside--;
    }

    public Task<(int Count, int Most)> Read() => Task.FromResult((_count, _most));
}
