using System.Globalization;
using System.Text.Json;
using OrleansAgents.Drill.Reporting;
using OrleansAgents.Drill.Running;

namespace OrleansAgents.Drill.Scale;

/// <summary>The sizes of a cluster beside one another.</summary>
internal sealed class ScaleReport(DrillOptions options) : IReport
{
    /// <summary>A turn may cost this much more CPU in a large cluster than with one silo.</summary>
    private const double CpuRatioMax = 1.1;

    /// <summary>Pings and views come on top of one frame a call.</summary>
    private const double HopsMax = 1.1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly List<ScaleResult> _results = [];

    /// <summary>Whether every size was measured and every budget kept.</summary>
    public bool HasResults => _results.Count > 0;

    public bool IsMet => HasResults && _results[^1].Silos * 2 > options.Silos && Budgets.All(static budget => budget.IsMet);

    private IReadOnlyList<(string What, double Worst, double Limit, bool IsMet)> Budgets =>
    [
        Judge("CPU a turn beside one silo's", _results.Max(result => result.CpuMicrosecondsPerTurn / _results[0].CpuMicrosecondsPerTurn), CpuRatioMax),
        Judge("frames that silos receive a call", _results.Max(static result => result.HopsPerTurn), HopsMax),
        Judge("calls that failed while silos joined", _results.Sum(static result => result.FailedInJoin), 0),
    ];

    public void WriteHead(TextWriter output)
    {
        output.WriteLine($"silos on {options.Store}, {options.Grains} grains for each silo, each called every {options.Every.TotalMilliseconds:0} ms; silos join while all are called; commit {options.Commit}");
        output.WriteLine($"load average before the start {options.LoadAverage}; {Environment.ProcessorCount} processors");
        output.WriteLine("silos  calls/s  CPU us/turn  ratio  client us/turn  hops/turn  grains a silo    failed in join  silence in join ms  late");
    }

    public void Add(ScaleResult result, TextWriter output)
    {
        _results.Add(result);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Silos,5}{result.CallsPerSecond,9:0}{result.CpuMicrosecondsPerTurn,13:0.0}{result.CpuMicrosecondsPerTurn / _results[0].CpuMicrosecondsPerTurn,7:0.00}{result.ClientCpuMicrosecondsPerTurn,16:0.0}{result.HopsPerTurn,11:0.000}{result.SmallestShare,9:0.00} to {result.LargestShare:0.00}{result.FailedInJoin,18}{result.SilenceInJoin,20:0}{result.Late,6}"));
    }

    public void WriteEnd(TextWriter output)
    {
        foreach (var (what, worst, limit, isMet) in _results.Count > 0 ? Budgets : [])
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(isMet ? "met   " : "MISSED")}  {what}: {worst:0.###} (at most {limit:0.###})"));
        }
    }

    public void Save(string file) => File.WriteAllText(file, JsonSerializer.Serialize(new { Drill = options.Drill, options.Commit, options.Store, GrainsPerSilo = options.Grains, IsMet, Results = _results }, Json));

    private static (string What, double Worst, double Limit, bool IsMet) Judge(string what, double worst, double limit) => (what, worst, limit, worst <= limit);
}
