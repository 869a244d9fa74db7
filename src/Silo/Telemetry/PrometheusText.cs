using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace OrleansAgents.Silo;

/// <summary>
/// Metrics as Prometheus' text format 0.0.4, collected when they are asked for. Names follow OpenTelemetry's rules: dots become underscores, units are spelled out,
/// counters end in <c>_total</c>.
/// </summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusText : BaseExporter<Metric>, IPullMetricExporter
{
    /// <summary>The media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>A scrape that takes longer is of no use to whoever waits for it.</summary>
    private const int CollectMillisecondsMax = 5_000;

    private readonly Lock _scrape = new();
    private StringBuilder _text = new();

    /// <summary>Set by the reader that this exporter is given to.</summary>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>The metrics as they are now.</summary>
    public string Scrape()
    {
        lock (_scrape)
        {
            _text = new StringBuilder();
            Collect?.Invoke(CollectMillisecondsMax);
            return _text.ToString();
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        HashSet<string> seen = [];
        foreach (var metric in batch)
        {
            var name = NameOf(metric);
            if (seen.Add(name))
            {
                // The format allows each name one block; a second instrument of the same name, in another meter, would make the whole answer invalid.
                _text.Append("# HELP ").Append(name).Append(' ').Append(Escape(metric.Description)).Append('\n');
                _text.Append("# TYPE ").Append(name).Append(' ').Append(TypeOf(metric.MetricType)).Append('\n');
                foreach (ref readonly var point in metric.GetMetricPoints())
                {
                    WritePoint(name, metric.MetricType, point);
                }
            }
        }

        return ExportResult.Success;
    }

    internal static string NameOf(Metric metric)
    {
        StringBuilder name = new();
        foreach (var c in metric.Name)
        {
            name.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        var unit = metric.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            _ => "",
        };
        var text = name.ToString();
        if (!text.EndsWith(unit, StringComparison.Ordinal))
        {
            text += unit;
        }

        return TypeOf(metric.MetricType) == "counter" && !text.EndsWith("_total", StringComparison.Ordinal) ? $"{text}_total" : text;
    }

    private static string TypeOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.Histogram => "histogram",
        _ => "gauge",
    };

    private void WritePoint(string name, MetricType type, in MetricPoint point)
    {
        var labels = LabelsOf(point);
        switch (type)
        {
            case MetricType.Histogram:
                WriteHistogram(name, labels, point);
                break;
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                WriteLine(name, labels, point.GetSumLong());
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                WriteLine(name, labels, point.GetSumDouble());
                break;
            case MetricType.LongGauge:
                WriteLine(name, labels, point.GetGaugeLastValueLong());
                break;
            case MetricType.DoubleGauge:
                WriteLine(name, labels, point.GetGaugeLastValueDouble());
                break;
            default:
                // Exponential histograms have no form in this text format, and nothing here makes any.
                break;
        }
    }

    private void WriteHistogram(string name, string labels, in MetricPoint point)
    {
        var below = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : bucket.ExplicitBound.ToString(CultureInfo.InvariantCulture);
            WriteLine($"{name}_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{bound}\"", below);
        }

        WriteLine($"{name}_sum", labels, point.GetHistogramSum());
        WriteLine($"{name}_count", labels, point.GetHistogramCount());
    }

    private static string LabelsOf(in MetricPoint point)
    {
        StringBuilder labels = new();
        foreach (var tag in point.Tags)
        {
            labels.Append(labels.Length > 0 ? "," : "");
            foreach (var c in tag.Key)
            {
                labels.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
            }

            var value = Escape(Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "").Replace("\"", "\\\"", StringComparison.Ordinal);
            labels.Append("=\"").Append(value).Append('"');
        }

        return labels.ToString();
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private void WriteLine(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0)
        {
            _text.Append('{').Append(labels).Append('}');
        }

        _text.Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
