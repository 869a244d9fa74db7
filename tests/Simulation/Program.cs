using System.Diagnostics;
using OrleansAgents.Simulation;
using OrleansAgents.Simulation.Engine;

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
    var result = options.IsRunTwice ? RunTwice(seed) : options.Run(seed);
    report.Add(result, options);
    if (options.UntilFailure && report.Failures > 0) break;
}

report.Conclude(Stopwatch.GetElapsedTime(started));
return report.Failures == 0 ? 0 : 1;

RunResult RunTwice(ulong seed)
{
    var (first, second) = (new Journal(), new Journal());
    var (result, again) = (options.Run(seed, first), options.Run(seed, second));
    return again.TraceHash == result.TraceHash ? result : result with { Violations = [.. result.Violations, $"the same seed ran differently ({result.TraceHash:x16}, then {again.TraceHash:x16}); {first.FirstDifference(second)}"] };
}
