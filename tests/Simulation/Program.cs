using System.Diagnostics;
using OrleansAgents.Simulation;

var options = SimulationOptions.Parse(args, out var mistake);
if (options is null)
{
    Console.Error.WriteLine(mistake);
    return 2;
}

var report = new Report();
var started = Stopwatch.GetTimestamp();
for (var seed = options.First; seed <= options.Last; seed++)
{
    var result = options.Run(seed);
    if (options.IsRunTwice && options.Run(seed) is var again && again.TraceHash != result.TraceHash)
    {
        result = result with { Violations = [.. result.Violations, $"the same seed ran differently: {result.TraceHash:x16}, then {again.TraceHash:x16}"] };
    }

    report.Add(result, options);
}

report.Conclude(Stopwatch.GetElapsedTime(started));
return report.Failures == 0 ? 0 : 1;
