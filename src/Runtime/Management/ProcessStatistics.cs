using Orleans.Statistics;

namespace Orleans.Runtime;

/// <summary>Processor and memory use of this process. Processor use is that since the last reading, so readings that come close together are smoothed into the ones before.</summary>
internal sealed class ProcessStatistics(TimeProvider time) : IEnvironmentStatisticsProvider
{
    // The weight of a new reading in the filtered figures.
    private const float NewWeight = 0.5f;

    private readonly Lock _gate = new();
    private long _readAt = time.GetTimestamp();
    private TimeSpan _cpuAt = Environment.CpuUsage.TotalTime;
    private (float Cpu, float Used, float Available)? _filtered;

    public EnvironmentStatistics GetEnvironmentStatistics()
    {
        var memory = GC.GetGCMemoryInfo(GCKind.Any);
        var available = Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes);
        lock (_gate)
        {
            var cpu = Environment.CpuUsage.TotalTime;
            var elapsed = time.GetElapsedTime(_readAt);
            var raw = elapsed <= TimeSpan.Zero ? _filtered?.Cpu ?? 0 : (float)((cpu - _cpuAt) / elapsed / Environment.ProcessorCount * 100);
            (_readAt, _cpuAt) = (time.GetTimestamp(), cpu);
            var before = _filtered ?? (raw, Environment.WorkingSet, available);
            var now = (Cpu: Mix(before.Cpu, raw), Used: Mix(before.Used, Environment.WorkingSet), Available: Mix(before.Available, available));
            _filtered = now;
            return new EnvironmentStatistics(now.Cpu, raw, (long)now.Used, Environment.WorkingSet, (long)now.Available, available, memory.TotalAvailableMemoryBytes);
        }
    }

    private static float Mix(float before, float now) => before + ((now - before) * NewWeight);
}
