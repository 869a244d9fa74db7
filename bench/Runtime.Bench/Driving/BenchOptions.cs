using System.Globalization;
using OrleansAgents.Bench.Workloads;

namespace OrleansAgents.Bench.Driving;

/// <summary>What to measure, on which engines, how long and how often.</summary>
internal sealed class BenchOptions
{
    public const string Usage = """
        usage: bench calls|activations|storage|build... [options]
          --engine builtin|microsoft|both   which engine; with both, windows alternate and ratios are printed (builtin)
          --seconds N                       length of a window (10)
          --rounds N                        windows of each workload; the median counts (3)
          --activations N                   grains to activate in 'activations' (1000000)
          --quiet-wait N                    seconds to wait at most before a window for others to be quiet (60)
          --workload NAME                   only this workload of the benchmark
          --json FILE                       where to write the figures
        """;

    public List<string> Benchmarks { get; } = [];

    public List<string> Engines { get; } = [];

    public TimeSpan Window { get; private set; } = TimeSpan.FromSeconds(10);

    public TimeSpan QuietWait { get; private set; } = TimeSpan.FromSeconds(60);

    public int Rounds { get; private set; } = 3;

    public int Activations { get; private set; } = 1_000_000;

    /// <summary>The only workload to measure; null for all.</summary>
    public string? Workload { get; private set; }

    public string? JsonFile { get; private set; }

    /// <summary>Passed on to the report.</summary>
    public string? Commit { get; private set; }

    /// <summary>The assemblies that 'build' compiles against lie under it.</summary>
    public string Repository { get; private set; } = Environment.CurrentDirectory;

    /// <summary>The benchmark program compiled against each engine.</summary>
    public Dictionary<string, string> Programs { get; } = new() { [EngineExtras.EngineName] = typeof(BenchOptions).Assembly.Location };

    /// <exception cref="ArgumentException">An argument is unknown or out of range; the text says which and what is accepted.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchOptions();
        var engine = EngineExtras.EngineName;
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            if (Catalog.Benchmarks.Contains(argument))
            {
                options.Benchmarks.Add(argument);
                continue;
            }

            var value = index + 1 < arguments.Count ? arguments[++index] : throw new ArgumentException($"'{argument}' is neither a benchmark nor an option with a value.\n{Usage}");
            switch (argument)
            {
                case "--engine": engine = value; break;
                case "--seconds": options.Window = TimeSpan.FromSeconds(Whole(argument, value, atLeast: 1)); break;
                case "--rounds": options.Rounds = Whole(argument, value, atLeast: 1); break;
                case "--activations": options.Activations = Whole(argument, value, atLeast: 1); break;
                case "--quiet-wait": options.QuietWait = TimeSpan.FromSeconds(Whole(argument, value, atLeast: 0)); break;
                case "--workload": options.Workload = value; break;
                case "--json": options.JsonFile = value; break;
                case "--commit": options.Commit = value; break;
                case "--repository": options.Repository = value; break;
                case "--builtin-program": options.Programs["builtin"] = value; break;
                case "--microsoft-program": options.Programs["microsoft"] = value; break;
                default: throw new ArgumentException($"Unknown option '{argument}'.\n{Usage}");
            }
        }

        options.Engines.AddRange(engine switch
        {
            "builtin" or "microsoft" => [engine],
            "both" => ["builtin", "microsoft"],
            _ => throw new ArgumentException($"--engine is '{engine}'; it can be builtin, microsoft or both."),
        });
        if (options.Benchmarks.Count == 0)
        {
            throw new ArgumentException($"No benchmark is named.\n{Usage}");
        }

        return options;
    }

    private static int Whole(string option, string value, int atLeast) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= atLeast
            ? number
            : throw new ArgumentException($"{option} is '{value}'; it must be a whole number, {atLeast} or more.");
}
