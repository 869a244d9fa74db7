using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansAgents.LoadTest;

/// <summary>The result for programs. Durations are milliseconds.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Render(LoadResult result) => JsonSerializer.Serialize(
        new
        {
            result.IsRight,
            result.Options.Commit,
            result.Options.Users,
            result.Options.Seconds,
            result.Options.WarmupSeconds,
            result.Options.Rate,
            result.Options.Seed,
            result.Messages,
            result.Outcomes,
            result.Refusals,
            result.Errors,
            result.Unended,
            result.Wrong,
            result.WrongShown,
            result.Events,
            StreamsCut = result.Dropped,
            StreamsEnded = result.Broken,
            result.Costs.TurnsPerSecond,
            PerTurn = new
            {
                result.Costs.CpuMilliseconds,
                result.Costs.AllocatedBytes,
                result.Costs.StorageOperations,
                result.Costs.StorageWrites,
                result.Costs.StorageReads,
                result.Costs.StorageCommits,
                result.Costs.Events,
                result.Costs.GeneratorCpuMilliseconds,
            },
            result.Costs.ResidentBytes,
            Latency = new
            {
                FirstEvent = Percentiles(result.ToFirstEvent),
                FirstText = Percentiles(result.ToFirstText),
                CompletedTurn = Percentiles(result.ToCompleted),
                RequestSent = Percentiles(result.SendDelay),
            },
            result.BySecond,
        },
        Format);

    private static object Percentiles(LatencyHistogram latencies) => new
    {
        latencies.Count,
        Mean = latencies.Mean.TotalMilliseconds,
        P50 = latencies.Percentile(50).TotalMilliseconds,
        P90 = latencies.Percentile(90).TotalMilliseconds,
        P99 = latencies.Percentile(99).TotalMilliseconds,
        P999 = latencies.Percentile(99.9).TotalMilliseconds,
        Max = latencies.Max.TotalMilliseconds,
    };
}
