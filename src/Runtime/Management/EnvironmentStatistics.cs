using System.Globalization;

namespace Orleans.Statistics;

/// <summary>Processor and memory use of a process: as measured ("raw"), and smoothed so that one peak does not decide ("filtered").</summary>
[Immutable, GenerateSerializer]
[Alias("Orleans.Statistics.EnvironmentStatistics")]
public readonly record struct EnvironmentStatistics
{
    /// <summary>0 to 100.</summary>
    [Id(0)]
    public readonly float FilteredCpuUsagePercentage;

    [Id(1)]
    public readonly long FilteredMemoryUsageBytes;

    [Id(2)]
    public readonly long FilteredAvailableMemoryBytes;

    /// <summary>All the memory that the process may use; 0 if unknown.</summary>
    [Id(3)]
    public readonly long MaximumAvailableMemoryBytes;

    /// <summary>0 to 100.</summary>
    [Id(4)]
    public readonly float RawCpuUsagePercentage;

    [Id(5)]
    public readonly long RawMemoryUsageBytes;

    [Id(6)]
    public readonly long RawAvailableMemoryBytes;

    internal EnvironmentStatistics(
        float cpuUsagePercentage, float rawCpuUsagePercentage, long memoryUsageBytes, long rawMemoryUsageBytes,
        long availableMemoryBytes, long rawAvailableMemoryBytes, long maximumAvailableMemoryBytes)
    {
        FilteredCpuUsagePercentage = Math.Clamp(cpuUsagePercentage, 0f, 100f);
        RawCpuUsagePercentage = Math.Clamp(rawCpuUsagePercentage, 0f, 100f);
        FilteredMemoryUsageBytes = memoryUsageBytes;
        RawMemoryUsageBytes = rawMemoryUsageBytes;
        FilteredAvailableMemoryBytes = availableMemoryBytes;
        RawAvailableMemoryBytes = rawAvailableMemoryBytes;
        MaximumAvailableMemoryBytes = maximumAvailableMemoryBytes;
    }

    /// <summary>Raw use, 0 to 100.</summary>
    public float MemoryUsagePercentage => NormalizedMemoryUsage * 100;

    /// <summary>Raw availability, 0 to 100.</summary>
    public float AvailableMemoryPercentage => NormalizedAvailableMemory * 100;

    /// <summary>Raw use, 0 to 1.</summary>
    public float NormalizedMemoryUsage => Share(RawMemoryUsageBytes);

    /// <summary>Filtered use, 0 to 1.</summary>
    public float NormalizedFilteredMemoryUsage => Share(FilteredMemoryUsageBytes);

    /// <summary>Raw availability, 0 to 1.</summary>
    public float NormalizedAvailableMemory => Share(RawAvailableMemoryBytes);

    /// <summary>Filtered availability, 0 to 1.</summary>
    public float NormalizedFilteredAvailableMemory => Share(FilteredAvailableMemoryBytes);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"CpuUsage={FilteredCpuUsagePercentage:F2}% (raw {RawCpuUsagePercentage:F2}%) MemoryUsageBytes={FilteredMemoryUsageBytes} (raw {RawMemoryUsageBytes}) AvailableMemoryBytes={FilteredAvailableMemoryBytes} (raw {RawAvailableMemoryBytes}) MaximumAvailableMemoryBytes={MaximumAvailableMemoryBytes}");

    private float Share(long bytes) => MaximumAvailableMemoryBytes <= 0 ? 0 : (float)Math.Clamp((double)bytes / MaximumAvailableMemoryBytes, 0, 1);
}

/// <summary>Measures this process.</summary>
public interface IEnvironmentStatisticsProvider
{
    EnvironmentStatistics GetEnvironmentStatistics();
}
