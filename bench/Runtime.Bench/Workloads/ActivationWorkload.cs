using System.Globalization;
using OrleansAgents.Bench.Grains;
using OrleansAgents.Bench.Measuring;

namespace OrleansAgents.Bench.Workloads;

/// <summary>
/// First calls to many grains, and what each then costs in memory while it idles. One window a process: the next one would
/// find the heap of the last.
/// </summary>
internal sealed class ActivationWorkload(IGrainFactory grains, int activations) : Workload
{
    private const int Workers = 100;

    /// <summary>Enough that the code on the way of an activation has reached the optimizing compiler.</summary>
    private const int WarmActivations = 50_000;

    public override string Name => "activations";

    public override async Task WarmUp()
    {
        await ClosedLoop.RunEach(number => grains.GetGrain<IProfileGrain>(Key("warm", number)).Set(number), Workers, WarmActivations);
        await ClosedLoop.Run((worker, number) => grains.GetGrain<IProfileGrain>(Key("warm", number % 20)).Set(worker), Workers, TimeSpan.FromSeconds(2));
    }

    /// <summary>The window is a number of activations, not a time.</summary>
    public override async Task<IReadOnlyDictionary<string, double>> Measure(TimeSpan window)
    {
        var before = await SettledHeapBytes();
        var meter = new Meter();
        await ClosedLoop.RunEach(number => grains.GetGrain<IProfileGrain>(Key("user", number)).Set(number), Workers, activations);
        var reading = meter.Read(activations);
        var after = await SettledHeapBytes();
        return new Dictionary<string, double>
        {
            ["activations_per_s"] = reading.PerSecond,
            ["activations_cpu_s_per_million"] = reading.CpuSecondsPerMillion,
            ["bytes_per_idle_activation"] = (after - before) / (double)activations,
            ["allocated_bytes_per_activation"] = reading.BytesPerOperation,
        };
    }

    private static string Key(string user, int number) => string.Create(CultureInfo.InvariantCulture, $"{user}{number:D6}/s1");

    /// <summary>Several full collections with pauses between them: finalizers and background work of the runtime may still let go of objects.</summary>
    private static async Task<long> SettledHeapBytes()
    {
        for (var round = 0; round < 3; round++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500));
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
