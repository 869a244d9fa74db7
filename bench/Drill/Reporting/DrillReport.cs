using System.Globalization;
using System.Text.Json;
using OrleansAgents.Drill.Faults;
using OrleansAgents.Drill.Running;

namespace OrleansAgents.Drill.Reporting;

/// <summary>The repeats of a drill, as people and as programs read them.</summary>
internal sealed class DrillReport(DrillOptions options, Fault fault) : IReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly (string Head, Func<RepeatResult, double?> Value)[] Columns =
    [
        ("grains", static result => result.Grains),
        ("back p50", static result => result.BackMedian),
        ("back worst", static result => result.BackWorst),
        ("silence", static result => result.Silence),
        ("elsewhere", static result => result.SilenceElsewhere),
        ("in flight", static result => result.FailedInFlight),
        ("others", static result => result.FailedOthers),
        ("overlaps", static result => result.Overlaps),
        ("stale", static result => result.Stale),
        ("frozen", static result => result.Frozen),
        ("ended", static result => result.EndedAfterMilliseconds),
        ("turns", static result => result.Turns),
        ("late", static result => result.ProbesLate),
        ("lag", static result => result.LagWorst),
    ];

    private readonly List<RepeatResult> _results = [];

    public bool HasResults => _results.Count > 0;

    public bool IsMet => _results.Count == options.Repeats && fault.Budgets.All(budget => budget.IsMet(_results));

    public void WriteHead(TextWriter output)
    {
        output.WriteLine($"{fault.Description}; {options.Silos} silos on {options.Store}, lease {options.LeaseSeconds} s, {options.Grains} grains, each called every {options.Every.TotalMilliseconds:0} ms; commit {options.Commit}");
        output.WriteLine($"load average before the start {options.LoadAverage}; {Environment.ProcessorCount} processors");
        output.WriteLine("times in ms: until another silo answered (back); longest between two answers of a grain, until all is well again (silence), and of a grain of another silo, until the fault is over (elsewhere)");
        output.WriteLine("failed calls: in flight to the silo, others; checked turns: of two silos at once (overlaps), begun by a woken silo too late (stale), stopped in the middle (frozen)");
        output.WriteLine($"{"",4}{"silo",6}{string.Concat(Columns.Select(static column => $"{column.Head,12}"))}");
    }

    public void Add(RepeatResult result, TextWriter output)
    {
        _results.Add(result);
        output.WriteLine(Row(Text(result.Repeat), result.Silo == 0 ? "all" : Text(result.Silo), column => column(result)) + (result.Note.Length > 0 ? $"  {result.Note}" : ""));
        foreach (var text in result.FailedOthers > 0 ? result.FailureTexts : [])
        {
            output.WriteLine($"      {text}");
        }
    }

    public void WriteEnd(TextWriter output)
    {
        if (_results.Count == 0)
        {
            output.WriteLine("No repeat was ended.");
            return;
        }

        output.WriteLine(Row("p50", "", Median));
        output.WriteLine(Row("max", "", column => _results.Max(column)));
        var kinds = _results.SelectMany(static result => result.FailedByKind).GroupBy(static kind => kind.Key).Select(static kind => $"{kind.Key} {kind.Sum(static one => one.Value)}").ToArray();
        output.WriteLine($"failed calls by kind: {(kinds.Length == 0 ? "none" : string.Join(", ", kinds))}; {_results.Sum(static result => result.Probes)} calls");
        foreach (var budget in fault.Budgets)
        {
            output.WriteLine(budget.Describe(_results));
        }
    }

    /// <summary>Writes all for programs; of a drill without a repeat there is nothing to write.</summary>
    public void Save(string file)
    {
        if (_results.Count > 0)
        {
            Write(file);
        }
    }

    private void Write(string file) => File.WriteAllText(file, JsonSerializer.Serialize(
        new
        {
            options.Drill,
            options.Commit,
            options.LoadAverage,
            Processors = Environment.ProcessorCount,
            options.Silos,
            options.Store,
            options.LeaseSeconds,
            options.Grains,
            EveryMilliseconds = options.Every.TotalMilliseconds,
            IsMet,
            Budgets = fault.Budgets.Select(budget => new { budget.What, budget.Limit, budget.Unit, Worst = double.IsFinite(budget.Worst(_results)) ? budget.Worst(_results) : (double?)null, IsMet = budget.IsMet(_results) }),
            Median = Columns.ToDictionary(static column => column.Head, column => Median(column.Value)),
            Worst = Columns.ToDictionary(static column => column.Head, column => _results.Max(column.Value)),
            Repeats = _results,
        },
        Json));

    private double? Median(Func<RepeatResult, double?> column)
    {
        var values = _results.Select(column).Where(static value => value is not null).Order().ToArray();
        return values.Length == 0 ? null : values[values.Length / 2];
    }

    private static string Row(string first, string second, Func<Func<RepeatResult, double?>, double?> value) =>
        $"{first,4}{second,6}{string.Concat(Columns.Select(column => $"{(value(column.Value) is { } number ? number.ToString("0", CultureInfo.InvariantCulture) : "-"),12}"))}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
