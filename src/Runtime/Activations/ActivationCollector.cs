using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>Ends activations that have been idle for longer than their class allows, and under memory pressure those that have been idle longest.</summary>
/// <remarks>One pass over the table a quantum: a million activations take some milliseconds, and an activation pays four bytes for its age instead of a place in a wheel of buckets.</remarks>
internal sealed class ActivationCollector : IDisposable
{
    private readonly SiloRuntime _silo;
    private readonly Func<double> _memoryLoad;
    private readonly ITimer _idle;
    private readonly ITimer? _pressure;

    /// <param name="memoryLoad">The share of the memory in use, 0 to 1.</param>
    public ActivationCollector(SiloRuntime silo, Func<double> memoryLoad)
    {
        _silo = silo;
        _memoryLoad = memoryLoad;
        var options = silo.Options.Collection;
        var time = silo.Services.Time;
        _idle = time.CreateTimer(static c => ((ActivationCollector)c!).CollectIdle(), this, options.CollectionQuantum, options.CollectionQuantum);
        if (options.EnableActivationSheddingOnMemoryPressure)
        {
            _pressure = time.CreateTimer(static c => ((ActivationCollector)c!).Shed(), this, options.MemoryUsagePollingPeriod, options.MemoryUsagePollingPeriod);
        }
    }

    /// <summary>The share of the memory that the process may use which is in use.</summary>
    public static double ProcessMemoryLoad()
    {
        var info = GC.GetGCMemoryInfo(GCKind.Any);
        return info.TotalAvailableMemoryBytes == 0 ? 0 : (double)info.MemoryLoadBytes / info.TotalAvailableMemoryBytes;
    }

    public int CollectIdle() => Collect(activation => activation.Class.CollectionAgeTicks, DeactivationReasonCode.ActivationIdle);

    /// <summary>Ends everything that has been idle for at least <paramref name="age"/>.</summary>
    public int CollectIdle(TimeSpan age)
    {
        var ticks = age <= TimeSpan.Zero ? 0 : CoarseClock.ToTicks(age);
        return Collect(_ => ticks, DeactivationReasonCode.ActivationIdle);
    }

    /// <summary>If memory is fuller than the limit, ends the longest idle activations in the proportion that brings it to the target.</summary>
    public void Shed()
    {
        var options = _silo.Options.Collection;
        var load = _memoryLoad();
        if (load * 100 < options.MemoryUsageLimitPercentage) return;
        var now = _silo.Clock.Now;
        List<int> ages = [];
        _silo.Visit(activation =>
        {
            if (activation.IdleTicks(now) is >= 0 and var age) ages.Add(age);
        });
        var share = 1 - (options.MemoryUsageTargetPercentage / 100 / load);
        var count = Math.Min(ages.Count, (int)Math.Ceiling(ages.Count * share));
        if (count <= 0) return;
        ages.Sort();
        var threshold = ages[^count];
        Collect(_ => threshold, DeactivationReasonCode.HighMemoryPressure, count);
        _silo.Log.Shed(count, load);
    }

    public void Dispose()
    {
        _idle.Dispose();
        _pressure?.Dispose();
    }

    private int Collect(Func<Activation, int> limitOf, DeactivationReasonCode code, int countMax = int.MaxValue)
    {
        var now = _silo.Clock.Now;
        var (collected, seen) = (0, 0);
        _silo.Visit(activation =>
        {
            seen++;
            var lastUsed = activation.LastUsed;
            var idle = activation.IdleTicks(now);
            if (idle < 0 || collected >= countMax || idle < limitOf(activation)) return;
            collected++;
            activation.Collect(lastUsed, code);
        });
        if (collected > 0) _silo.Log.Collected(collected, seen);
        SiloMeter.Collected.Add(collected);
        return collected;
    }
}
