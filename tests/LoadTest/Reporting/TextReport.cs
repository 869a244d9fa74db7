using System.Globalization;

namespace OrleansAgents.LoadTest;

/// <summary>The result as a table for people.</summary>
internal static class TextReport
{
    public static void Write(LoadResult result, TextWriter output)
    {
        foreach (var (name, value) in Rows(result))
        {
            output.WriteLine($"  {name,-28}{value}");
        }

        output.WriteLine();
        output.WriteLine("  milliseconds from the intended time       p50       p90       p99     p99.9       max");
        foreach (var (name, latencies) in Latencies(result))
        {
            output.WriteLine(
                $"  {name,-36}{string.Concat(Percentiles(latencies).Select(static value => Number(value).PadLeft(10)))}");
        }

        output.WriteLine();
        foreach (var wrong in result.WrongShown)
        {
            output.WriteLine($"  {wrong}");
        }

        output.WriteLine(Verdict(result));
    }

    public static string Verdict(LoadResult result)
        => result.IsRight
            ? $"{result.Messages} messages, zero wrong answers."
            : $"{result.Messages} messages: {result.Wrong.Values.Sum()} wrong ({Listed(result.Wrong)}), {result.Unended} never ended, {result.Errors.Values.Sum()} requests failed; turns: {Listed(result.Outcomes)}.";

    /// <summary>Names and values, also of the page.</summary>
    public static IEnumerable<(string Name, string Value)> Rows(LoadResult result)
    {
        var costs = result.Costs;
        yield return ("users", $"{result.Options.Users}, seed {result.Options.Seed}, commit {result.Options.Commit}");
        yield return ("messages", $"{result.Messages}, {Number(result.Options.Rate)} a second");
        yield return ("turns", Listed(result.Outcomes));
        yield return ("refused", Listed(result.Refusals));
        yield return ("requests that failed", Listed(result.Errors));
        yield return ("never ended", $"{result.Unended}");
        yield return ("wrong", Listed(result.Wrong));
        yield return ("events seen", $"{result.Events}");
        yield return ("streams cut and resumed", $"{result.Dropped}");
        yield return ("streams ended otherwise", Listed(result.Broken));
        yield return ("turns a second", Number(costs.TurnsPerSecond));
        yield return ("CPU ms a turn", Optional(costs.CpuMilliseconds));
        yield return ("allocated KB a turn", Optional(costs.AllocatedBytes / 1024));
        yield return ("storage operations a turn", $"{Optional(costs.StorageOperations)} (writes {Optional(costs.StorageWrites)}, reads {Optional(costs.StorageReads)})");
        yield return ("commits a turn", Optional(costs.StorageCommits));
        yield return ("events a turn", Optional(costs.Events));
        yield return ("resident MB", Optional(costs.ResidentBytes / (1024 * 1024)));
        yield return ("load generator's CPU ms", $"{Number(costs.GeneratorCpuMilliseconds)} a turn");
    }

    public static IEnumerable<(string Name, LatencyHistogram Latencies)> Latencies(LoadResult result)
        => [("first event", result.ToFirstEvent), ("first text", result.ToFirstText), ("completed turn", result.ToCompleted), ("request sent (generator's delay)", result.SendDelay)];

    /// <summary>50, 90, 99, 99.9 and the maximum, in milliseconds.</summary>
    public static IEnumerable<double> Percentiles(LatencyHistogram latencies)
        => [.. new[] { 50, 90, 99, 99.9 }.Select(percentile => latencies.Percentile(percentile).TotalMilliseconds), latencies.Max.TotalMilliseconds];

    public static string Number(double value) => value.ToString(value is < 10 and > -10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);

    private static string Optional(double? value) => value is { } known ? Number(known) : "not reported";

    private static string Listed(IReadOnlyDictionary<string, int> counts) => counts.Count == 0 ? "none" : string.Join(", ", counts.Select(static count => $"{count.Value} {count.Key}"));
}
