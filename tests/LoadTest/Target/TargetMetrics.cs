using System.Globalization;

namespace OrleansAgents.LoadTest;

/// <summary>The gateway's own figures at one moment, from its text in Prometheus' format; series of one name are added up.</summary>
internal sealed class TargetMetrics
{
    public const string CpuSeconds = "process_cpu_seconds_total";
    public const string AllocatedBytes = "dotnet_gc_allocated_bytes_total";
    public const string ResidentBytes = "process_resident_memory_bytes";
    public const string StorageWrites = "orleansagents_sqlite_writes_total";
    public const string StorageReads = "orleansagents_sqlite_reads_total";
    public const string StorageCommits = "orleansagents_sqlite_commits_total";
    public const string AppendedEvents = "orleansagents_events_appended_total";

    private readonly Dictionary<string, double> _sums = [];

    private TargetMetrics()
    {
    }

    /// <summary>The sum of a name's series; null if the gateway does not report it.</summary>
    public double? this[string name] => _sums.TryGetValue(name, out var sum) ? sum : null;

    public static TargetMetrics Parse(string text)
    {
        TargetMetrics metrics = new();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            // name{label="value",...} 123.4 [timestamp]; a label's value may contain anything, so the value is what follows the last brace.
            if (line.IsEmpty || line[0] == '#')
            {
                continue;
            }

            var brace = line.LastIndexOf('}');
            var nameLength = line.IndexOfAny('{', ' ');
            var rest = (brace >= 0 ? line[(brace + 1)..] : nameLength > 0 ? line[nameLength..] : default).Trim();
            var end = rest.IndexOf(' ');
            if (nameLength > 0 && double.TryParse(end < 0 ? rest : rest[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                var name = line[..nameLength].ToString();
                metrics._sums[name] = metrics._sums.GetValueOrDefault(name) + value;
            }
        }

        return metrics;
    }

    /// <summary>How much a counter has grown since an earlier moment; null if either does not have it. One that appears later began at zero.</summary>
    public double? Since(TargetMetrics earlier, string name) => this[name] is { } now ? now - (earlier[name] ?? 0) : null;
}
