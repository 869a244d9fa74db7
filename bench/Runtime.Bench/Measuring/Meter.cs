using System.Diagnostics;

namespace OrleansAgents.Bench.Measuring;

/// <summary>Reads time, CPU and allocations at once, and again at the end.</summary>
/// <param name="others">CPU time so far of other processes that take part; null if none does.</param>
internal sealed class Meter(Func<TimeSpan>? others = null)
{
    private readonly TimeSpan _otherCpu = others?.Invoke() ?? default;
    private readonly long _allocated = GC.GetTotalAllocatedBytes(precise: true);
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <param name="operations">How many operations ran since this object was made.</param>
    public Reading Read(long operations)
    {
        var elapsed = Stopwatch.GetElapsedTime(_start);
        var cpu = Environment.CpuUsage.TotalTime - _cpu + (others?.Invoke() ?? default) - _otherCpu;
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - _allocated;
        return new Reading(operations / elapsed.TotalSeconds, cpu.TotalSeconds / operations * 1e6, allocated / (double)operations);
    }
}

/// <param name="PerSecond">Operations a second.</param>
/// <param name="CpuSecondsPerMillion">User and system time of all processes that take part, callers included.</param>
/// <param name="BytesPerOperation">Managed bytes allocated in this process, callers included.</param>
internal readonly record struct Reading(double PerSecond, double CpuSecondsPerMillion, double BytesPerOperation);
