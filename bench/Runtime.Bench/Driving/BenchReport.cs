using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansAgents.Bench.Measuring;

namespace OrleansAgents.Bench.Driving;

/// <summary>
/// Collects windows, prints medians, and writes JSON: a figure's name holds its median at the top level, <c>windows</c> its spread
/// and the noise of each window. With two engines the top level is the first one's, the other stands under its name, and
/// <c>ratios</c> divides the first by the second.
/// </summary>
internal sealed class BenchReport(BenchOptions options)
{
    private readonly List<(string Engine, string Workload, string Figure, double Value, double? OtherCores)> _values = [];

    public void Add(string engine, string workload, WindowResult result)
    {
        foreach (var (figure, value) in result.Figures ?? [])
        {
            _values.Add((engine, workload, figure, value, result.OtherCores));
        }
    }

    public void Print(string workload)
    {
        var measured = _values.Where(value => value.Workload == workload).ToList();
        if (measured.Count == 0)
        {
            Console.WriteLine($"{workload}: left out, as {string.Join(" and ", options.Engines)} cannot do it");
            return;
        }

        foreach (var figure in measured.Select(value => value.Figure).Distinct())
        {
            var medians = options.Engines.Select(engine => Spread(engine, figure)).ToList();
            var cells = options.Engines.Zip(medians).Where(cell => cell.Second is not null).Select(cell => $"{cell.First} {cell.Second}");
            var ratio = medians is [{ } first, { } second] ? string.Create(CultureInfo.InvariantCulture, $"  ratio {first.Median / second.Median:0.###}") : "";
            Console.WriteLine($"{figure,-32} {string.Join("  ", cells)}{ratio}");
        }

        var noise = measured.Max(value => value.OtherCores);
        if (noise is null or > Noise.QuietCores)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  noisy: in a window others used {noise?.ToString("0.00", CultureInfo.InvariantCulture) ?? "an unknown number of"} cores (quiet is below {Noise.QuietCores})"));
        }
    }

    public void Save(string file)
    {
        var json = Figures(options.Engines[0]);
        foreach (var other in options.Engines.Skip(1))
        {
            json[other] = Figures(other);
            json["ratios"] = Ratios(other);
        }

        var directory = Path.GetDirectoryName(Path.GetFullPath(file))!;
        Directory.CreateDirectory(directory);
        File.WriteAllText(file, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
        Console.WriteLine($"Figures are in {file}.");
    }

    private JsonObject Figures(string engine)
    {
        var json = new JsonObject
        {
            ["engine"] = engine,
            ["date"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["commit"] = options.Commit,
            ["machine"] = new JsonObject
            {
                ["cpu"] = Machine.CpuModel,
                ["cores"] = Machine.Cores,
                ["os"] = Machine.OperatingSystem,
                ["dotnet"] = Machine.DotnetVersion,
                ["temporary_file_system"] = Machine.TemporaryFileSystem,
            },
            ["window_seconds"] = options.Window.TotalSeconds,
            ["rounds"] = options.Rounds,
        };
        var windows = new JsonObject();
        foreach (var figure in NamesOf(engine))
        {
            var spread = Spread(engine, figure)!;
            json[figure] = Rounded(spread.Median);
            windows[figure] = new JsonObject
            {
                ["min"] = Rounded(spread.Min),
                ["median"] = Rounded(spread.Median),
                ["max"] = Rounded(spread.Max),
                ["values"] = Array(ValuesOf(engine, figure).Select(value => (double?)value.Value)),
                ["other_cores"] = Array(ValuesOf(engine, figure).Select(value => value.OtherCores)),
            };
        }

        json["windows"] = windows;
        return json;
    }

    private JsonObject Ratios(string other)
    {
        var json = new JsonObject();
        foreach (var figure in NamesOf(options.Engines[0]).Intersect(NamesOf(other)))
        {
            json[figure] = Rounded(Spread(options.Engines[0], figure)!.Median / Spread(other, figure)!.Median);
        }

        return json;
    }

    private IEnumerable<string> NamesOf(string engine) => _values.Where(value => value.Engine == engine).Select(value => value.Figure).Distinct();

    private IEnumerable<(double Value, double? OtherCores)> ValuesOf(string engine, string figure) =>
        _values.Where(value => value.Engine == engine && value.Figure == figure).Select(value => (value.Value, value.OtherCores));

    private Spread? Spread(string engine, string figure)
    {
        var values = ValuesOf(engine, figure).Select(value => value.Value).Order().ToArray();
        return values.Length == 0 ? null : new Spread(values[0], values[values.Length / 2], values[^1]);
    }

    /// <summary>Digits beyond these change from window to window.</summary>
    private static JsonValue? Rounded(double? value) =>
        value is { } number && double.IsFinite(number) ? JsonValue.Create(Math.Round(number, Math.Abs(number) >= 100 ? 0 : 4)) : null;

    private static JsonArray Array(IEnumerable<double?> values) => [.. values.Select(Rounded)];
}

/// <summary>With an even number of windows the median is the upper of the middle two: a value that was measured.</summary>
internal sealed record Spread(double Min, double Median, double Max)
{
    public override string ToString()
    {
        var format = Math.Abs(Median) >= 100 ? "N0" : "0.###";
        return string.Create(CultureInfo.InvariantCulture, $"{Median.ToString(format, CultureInfo.InvariantCulture)} ({Min.ToString(format, CultureInfo.InvariantCulture)}..{Max.ToString(format, CultureInfo.InvariantCulture)})");
    }
}
