using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OrleansAgents.Silo;

/// <summary>What the process costs: the figures from which a cost a turn is computed.</summary>
internal sealed class ProcessMetrics : IDisposable
{
    private readonly Meter _meter = new("OrleansAgents.Process");

    public ProcessMetrics()
    {
        _meter.CreateObservableCounter("process.cpu", static () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Processor time of the process, in all modes.");
        _meter.CreateObservableGauge("process.resident_memory", static () => Environment.WorkingSet, "By", "Memory of the process that is in RAM.");
        _meter.CreateObservableGauge("process.start_time", StartTime, "s", "When the process started, since 1970.");
        _meter.CreateObservableCounter("dotnet.gc.allocated", static () => GC.GetTotalAllocatedBytes(), "By", "Bytes allocated on the managed heap since the start.");
    }

    public void Dispose() => _meter.Dispose();

    private static double StartTime()
    {
        using var process = Process.GetCurrentProcess();
        return new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0;
    }
}
