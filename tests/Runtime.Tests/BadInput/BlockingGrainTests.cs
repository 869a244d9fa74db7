using System.Collections.Concurrent;
using Orleans.Configuration;
using Orleans.Hosting;
using OrleansAgents.Runtime.Tests.Clusters;

namespace OrleansAgents.Runtime.Tests.BadInput;

/// <summary>Grain code that keeps its thread: its own callers time out, others are served, and the log names it while it lasts.</summary>
[Promise("C23")]
public sealed class BlockingGrainTests
{
    [BuiltinEngineFact("Microsoft's engine does not name the call in the text of the time-out.")]
    public async Task Constructor_ThatBlocks_TimesItsCallerOut_AndTheSiloServesOn()
    {
        var log = new LogLines();
        await using var cluster = await ClusterTest.Start(1, silo =>
        {
            log.AddTo(silo);
            silo.Configure<SchedulingOptions>(options => options.TurnWarningLengthThreshold = TimeSpan.FromMilliseconds(200));
        });
        var key = ClusterTest.UniqueKey();
        var blocked = cluster.Client.GetGrain<IBlockingGrain>(key);
        try
        {
            var calling = blocked.Touch();
            await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => cluster.Client.GetGrain<IPlacedGrain>(ClusterTest.UniqueKey()).Where())).WithPatience();
            var failure = await Assert.ThrowsAsync<TimeoutException>(() => calling.WithPatience());
            Assert.Contains($"blocking/{key}.Touch did not answer within 00:00:01", failure.Message, StringComparison.Ordinal);
            var line = await log.Line("A turn has kept its thread");
            Assert.Contains($"activation blocking/{key} on", line, StringComparison.Ordinal);
            Assert.Contains("Activating", line, StringComparison.Ordinal);
        }
        finally
        {
            BlockingGrain.Release(key);
        }

        await blocked.Pass().WithPatience();
    }

    [BuiltinEngineFact("Microsoft's engine logs such a turn when it has ended.")]
    public async Task Turn_ThatBlocks_IsNamedInTheLogWithItsCall()
    {
        var log = new LogLines();
        await using var cluster = await ClusterTest.Start(1, silo =>
        {
            log.AddTo(silo);
            silo.Configure<SchedulingOptions>(options => options.TurnWarningLengthThreshold = TimeSpan.FromMilliseconds(200));
        });
        var key = ClusterTest.UniqueKey();
        var grain = cluster.Client.GetGrain<IPatientGrain>(key);
        var blocking = grain.Block(key);
        try
        {
            Assert.Contains($"patient/{key}.Block", await log.Line("A turn has kept its thread"), StringComparison.Ordinal);
        }
        finally
        {
            BlockingGrain.Release(key);
        }

        await blocking.WithPatience();
    }
}

public interface IBlockingGrain : IGrainWithStringKey
{
    [ResponseTimeout("00:00:01")]
    Task Touch();

    Task Pass();
}

public sealed class BlockingGrain : Grain, IBlockingGrain
{
    private static readonly ConcurrentDictionary<string, ManualResetEventSlim> Gates = new();

    public BlockingGrain(IGrainContext context) => Block(context.GrainId.Key.ToString()!);

    public static void Block(string key) => Gates.GetOrAdd(key, static _ => new ManualResetEventSlim()).Wait();

    public static void Release(string key) => Gates.GetOrAdd(key, static _ => new ManualResetEventSlim()).Set();

    public Task Touch() => Task.CompletedTask;

    public Task Pass() => Task.CompletedTask;
}

public interface IPatientGrain : IGrainWithStringKey
{
    Task Block(string gate);
}

public sealed class PatientGrain : Grain, IPatientGrain
{
    public Task Block(string gate)
    {
        BlockingGrain.Block(gate);
        return Task.CompletedTask;
    }
}
