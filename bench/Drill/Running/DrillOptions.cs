using System.Globalization;
using OrleansAgents.Drill.Silos;

namespace OrleansAgents.Drill.Running;

/// <summary>What a drill does; the meaning of each is in './dev help drill'.</summary>
internal sealed record DrillOptions
{
    public static readonly string[] Drills = ["kill", "pause", "restart", "store-outage", "partition", Scale];

    /// <summary>Not a fault, but more and more silos.</summary>
    public const string Scale = "scale";

    private const int ScaleSilos = 8;
    private const int ScaleGrains = 125;

    public string Drill { get; private set; } = "";

    public int Silos { get; private set; } = 3;

    public int Grains { get; private set; } = 1_000;

    public int Repeats { get; private set; } = 20;

    /// <summary>Whether grains have turns that nobody calls for; where the cost of a call is measured they would be counted with it.</summary>
    public bool HasTimers => Drill != Scale;

    /// <summary>How often each grain is called.</summary>
    public TimeSpan Every { get; private set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a pause, an outage or a partition lasts.</summary>
    public TimeSpan For { get; private set; } = TimeSpan.FromSeconds(30);

    public string Store { get; private set; } = StoreClustering.Postgres;

    public int LeaseSeconds { get; private set; } = 2;

    public string? JsonFile { get; private set; }

    /// <summary>Whether the silos' logs stay.</summary>
    public bool Keep { get; private set; }

    /// <summary>Names the state of the sources in the report.</summary>
    public string Commit { get; private set; } = "unknown";

    /// <summary>Processes that ran or wanted to over the last minute, before this program started its own: on a busy machine times say little.</summary>
    public string LoadAverage { get; } = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    /// <exception cref="ArgumentException">They make no drill.</exception>
    public static DrillOptions Parse(string[] arguments)
    {
        if (arguments.Length == 0 || !Drills.Contains(arguments[0]))
        {
            throw new ArgumentException($"'{(arguments.Length == 0 ? "" : arguments[0])}' is no drill; the drills are {string.Join(", ", Drills)}.");
        }

        DrillOptions options = new() { Drill = arguments[0] };
        if (options.Drill == Scale)
        {
            (options.Silos, options.Grains) = (ScaleSilos, ScaleGrains);
        }

        Queue<string> rest = new(arguments[1..]);
        while (rest.TryDequeue(out var name))
        {
            options.Take(name, rest);
        }

        if (options is { Drill: "partition", Store: StoreClustering.Sqlite })
        {
            throw new ArgumentException("--store is sqlite; a partition needs postgres, since no cable leads to a file.");
        }

        if (options.Drill != Scale && options.Grains < options.Silos * GrainsASiloMin)
        {
            throw new ArgumentException($"--grains is {options.Grains}; {options.Silos} silos need {options.Silos * GrainsASiloMin} at least, so that each surely has some.");
        }

        return options;
    }

    /// <summary>With ten grains to a silo, one in twenty thousand clusters has a silo without any.</summary>
    private const int GrainsASiloMin = 10;

    private void Take(string name, Queue<string> rest)
    {
        if (name == "--keep")
        {
            Keep = true;
            return;
        }

        var value = rest.TryDequeue(out var given) ? given : throw new ArgumentException($"{name} stands last and has no value.");
        switch (name)
        {
            case "--silos": Silos = Number(name, value, 2, 16); break;
            case "--grains": Grains = Number(name, value, 1, 100_000); break;
            case "--repeats": Repeats = Number(name, value, 1, 1_000); break;
            case "--every": Every = TimeSpan.FromMilliseconds(Number(name, value, 1, 10_000)); break;
            case "--for": For = TimeSpan.FromSeconds(Number(name, value, 1, 300)); break;
            case "--lease": LeaseSeconds = Number(name, value, 1, 300); break;
            case "--json": JsonFile = value; break;
            case "--commit": Commit = value; break;
            case "--store":
                Store = value is StoreClustering.Postgres or StoreClustering.Sqlite ? value : throw new ArgumentException($"--store is '{value}'; it can be postgres or sqlite.");
                break;
            default:
                throw new ArgumentException($"'{name}' is not known here.");
        }
    }

    private static int Number(string name, string value, int min, int max) => int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
        ? number
        : throw new ArgumentException($"{name} is '{value}'; it can be {min} to {max}.");
}
