namespace OrleansAgents.Simulation;

/// <summary>What the runs together showed.</summary>
internal sealed class Report
{
    private readonly Dictionary<string, (int Seeds, long Times)> _situations = [];
    private int _runs;
    private int _small;
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
        Console.WriteLine($"{"situation",-60} {"seeds",6} {"times",8}");
        foreach (var (situation, (seeds, times)) in _situations.OrderBy(static entry => entry.Key, StringComparer.Ordinal)) Console.WriteLine($"{situation,-60} {seeds,5}{(seeds * 20 < _runs ? "!" : " ")} {times,8}");
        Console.WriteLine($"{_runs} seeds ({_small} with one or two silos), {_calls} calls, {_failed} failed, {_events} events in {elapsed.TotalSeconds:0.0} s. A '!' marks what occurred in less than 5% of the seeds.");
        Console.WriteLine(Failures == 0 ? "no violation" : $"{Failures} seeds FAILED");
    }
}
