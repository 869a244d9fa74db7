using OrleansAgents.Simulation.Checks;

namespace OrleansAgents.Simulation;

/// <summary>What the runs together showed.</summary>
internal sealed class Report
{
    // With fewer runs it says little that a situation did not occur.
    private const int RunsToJudgeMin = 100;

    // A situation is to occur in one run of so many.
    private const int OneOf = 20;

    private readonly Dictionary<string, (int Seeds, long Times)> _situations = [];
    private readonly List<TimeSpan> _recoveries = [];
    private int _runs;
    private int _small;
    private int _marked;
    private long _calls;
    private long _failed;
    private long _events;

    public int Failures { get; private set; }

    public void Add(RunResult result, SimulationOptions options)
    {
        _runs++;
        _calls += result.Calls;
        _failed += result.Failed;
        _events += result.Events;
        if (result.Silos <= 2) _small++;
        if (result.IsMarked) _marked++;
        if (result.Recovery is { } recovery) _recoveries.Add(recovery);
        foreach (var (situation, times) in result.Situations)
        {
            var (seeds, before) = _situations.GetValueOrDefault(situation);
            _situations[situation] = (seeds + 1, before + times);
        }

        if (options.ShowsHashes) Console.WriteLine($"seed {result.Seed} {result.TraceHash:x16}");
        if (options.IsTraced) Console.WriteLine($"seed {result.Seed}: {result.Silos} silos, {result.Calls} calls, {result.Failed} failed, {result.Faults} faults, {result.Events} events, trace {result.TraceHash:x16}");
        var violations = result.Violations.Where(options.Counts).ToArray();
        if (violations.Length == 0) return;
        Failures++;
        Console.WriteLine($"seed {result.Seed} FAILED ({result.Silos} silos); replay: ./dev sim --seeds {result.Seed}..{result.Seed} --minutes {options.Minutes:0.##} --trace");
        foreach (var violation in violations) Console.WriteLine($"    {violation}");
    }

    public void Conclude(TimeSpan elapsed)
    {
        var isJudged = _runs >= RunsToJudgeMin;
        Console.WriteLine($"{"situation",-70} {"seeds",6} {"times",8}");
        foreach (var situation in _situations.Keys.Union(Situation.Required).Order(StringComparer.Ordinal))
        {
            var (seeds, times) = _situations.GetValueOrDefault(situation);
            var isRare = Situation.Required.Contains(situation) && seeds * OneOf < (Situation.IsOfMarkedRuns(situation) ? _marked : _runs);
            if (isRare && isJudged) Failures++;
            Console.WriteLine($"{situation,-70} {seeds,5}{(isRare ? "!" : " ")} {times,8}");
        }

        Console.WriteLine($"{_runs} seeds ({_small} with one or two silos, {_marked} with pauses in segments), {_calls} calls, {_failed} failed, {_events} events in {elapsed.TotalSeconds:0.0} s.");
        _recoveries.Sort();
        if (_recoveries.Count > 0) Console.WriteLine($"All shards served after the healing: {_recoveries[_recoveries.Count / 2].TotalSeconds:0.0} s in the middle, {_recoveries[^1].TotalSeconds:0.0} s at worst.");
        Console.WriteLine($"A '!' marks what must occur in one seed of {OneOf} (of those with pauses, if it is one) and did not{(isJudged ? ", which fails" : $"; with {RunsToJudgeMin} seeds that fails")}.");
        Console.WriteLine(Failures == 0 ? "no violation" : $"{Failures} seeds or situations FAILED");
    }
}
