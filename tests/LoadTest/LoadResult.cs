namespace OrleansAgents.LoadTest;

/// <summary>What a run has shown. Counts are of the whole run, latencies and costs of the measured time.</summary>
internal sealed record LoadResult
{
    /// <summary>Problems that are shown in full; the others are counted.</summary>
    private const int ShownMax = 20;

    public required LoadOptions Options { get; init; }

    public required int Messages { get; init; }

    public required int Events { get; init; }

    /// <summary>Turns by outcome, refusals and failed requests by what they were.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    public required IReadOnlyDictionary<string, int> Refusals { get; init; }

    public required IReadOnlyDictionary<string, int> Errors { get; init; }

    public required int Unended { get; init; }

    /// <summary>Streams that users cut, and those that ended otherwise.</summary>
    public required int Dropped { get; init; }

    public required IReadOnlyDictionary<string, int> Broken { get; init; }

    /// <summary>What no client may see, by rule.</summary>
    public required IReadOnlyDictionary<string, int> Wrong { get; init; }

    public required IReadOnlyList<string> WrongShown { get; init; }

    public required LatencyHistogram ToFirstEvent { get; init; }

    public required LatencyHistogram ToFirstText { get; init; }

    public required LatencyHistogram ToCompleted { get; init; }

    /// <summary>How late messages went out; a load generator that is late measures itself.</summary>
    public required LatencyHistogram SendDelay { get; init; }

    public required IReadOnlyList<SecondResult> BySecond { get; init; }

    public required TurnCosts Costs { get; init; }

    /// <summary>Every answer was right and every turn was done. A message that the gateway refused for overload is neither.</summary>
    public bool IsRight => Wrong.Count == 0 && Errors.Count == 0 && Unended == 0 && Outcomes.Keys.All(static outcome => outcome == "completed") && Outcomes.Count > 0;

    public static LoadResult Of(LoadOptions options, IReadOnlyList<VirtualUser> users, MeasuredWindow window)
    {
        var turns = users.SelectMany(static user => user.Turns).ToList();
        var measured = turns.Where(static turn => turn.Arrival.IsMeasured).ToList();
        var problems = users.SelectMany(static user => user.Problems).ToList();
        return new LoadResult
        {
            Options = options,
            Messages = turns.Count,
            Events = users.Sum(static user => user.Events),
            Outcomes = Count(turns.Select(static turn => turn.Outcome)),
            Refusals = Count(turns.Select(static turn => turn.Refusal)),
            Errors = Count(turns.Select(static turn => turn.Error)),
            Unended = turns.Count(static turn => turn is { CompletedAt: null, Refusal: null, Error: null }),
            Dropped = users.Sum(static user => user.Dropped),
            Broken = users.SelectMany(static user => user.Broken).GroupBy(static broken => broken.Key).ToDictionary(static group => group.Key, static group => group.Sum(static broken => broken.Value)),
            Wrong = Count(problems.Select(static problem => problem.Rule)),
            WrongShown = [.. problems.Take(ShownMax).Select(static problem => $"{problem.Rule}: {problem.Text}")],
            ToFirstEvent = Latencies(measured, static turn => turn.FirstEventAt),
            ToFirstText = Latencies(measured, static turn => turn.FirstTextAt),
            ToCompleted = Latencies(measured, static turn => turn.CompletedAt),
            SendDelay = Latencies(measured, static turn => turn.SentAt),
            BySecond = SecondResult.Of(options, turns),
            Costs = TurnCosts.Of(window, turns.Count(turn => turn.CompletedAt >= window.First.At && turn.CompletedAt < window.Last.At)),
        };
    }

    private static Dictionary<string, int> Count(IEnumerable<string?> names)
        => names.OfType<string>().GroupBy(static name => name).OrderByDescending(static group => group.Count()).ToDictionary(static group => group.Key, static group => group.Count());

    private static LatencyHistogram Latencies(IEnumerable<TurnRecord> turns, Func<TurnRecord, TimeSpan?> reached)
    {
        LatencyHistogram histogram = new();
        foreach (var turn in turns)
        {
            if (reached(turn) is { } at)
            {
                histogram.Record(at - turn.Arrival.At);
            }
        }

        return histogram;
    }
}

/// <summary>What the gateway spent in the measured time; null where it reports nothing.</summary>
/// <param name="Turns">Turns that ended in that time.</param>
internal sealed record TurnCosts(
    int Turns, double TurnsPerSecond, double? CpuMilliseconds, double? AllocatedBytes, double? StorageReads, double? StorageWrites, double? StorageCommits, double? Events,
    double? ResidentBytes, double GeneratorCpuMilliseconds)
{
    /// <summary>Reads and writes of one turn.</summary>
    public double? StorageOperations => StorageReads + StorageWrites;

    public static TurnCosts Of(MeasuredWindow window, int turns)
    {
        return new TurnCosts(
            turns,
            turns / window.Length.TotalSeconds,
            PerTurn(TargetMetrics.CpuSeconds) * 1000,
            PerTurn(TargetMetrics.AllocatedBytes),
            PerTurn(TargetMetrics.StorageReads),
            PerTurn(TargetMetrics.StorageWrites),
            PerTurn(TargetMetrics.StorageCommits),
            PerTurn(TargetMetrics.AppendedEvents),
            window.Last.Target[TargetMetrics.ResidentBytes],
            (window.Last.OwnCpu - window.First.OwnCpu).TotalMilliseconds / Math.Max(1, turns));

        double? PerTurn(string name) => window.Growth(name) / Math.Max(1, turns);
    }
}

/// <summary>One second of the measured time.</summary>
/// <param name="Arrived">Messages that were to go out in it.</param>
/// <param name="Completed">Turns that ended in it.</param>
/// <param name="MedianMilliseconds">Until the turns of the messages that were to go out in it had ended; null if none did.</param>
/// <param name="MaxMilliseconds">The same, of the slowest.</param>
internal sealed record SecondResult(int Arrived, int Completed, double? MedianMilliseconds, double? MaxMilliseconds)
{
    public static IReadOnlyList<SecondResult> Of(LoadOptions options, IReadOnlyList<TurnRecord> turns)
    {
        var arrived = turns.ToLookup(static turn => (int)turn.Arrival.At.TotalSeconds);
        var completed = turns.Where(static turn => turn.CompletedAt is not null).ToLookup(static turn => (int)turn.CompletedAt!.Value.TotalSeconds);
        return [.. Enumerable.Range(options.WarmupSeconds, options.Seconds).Select(second =>
        {
            var latencies = arrived[second].Where(static turn => turn.CompletedAt is not null).Select(static turn => (turn.CompletedAt!.Value - turn.Arrival.At).TotalMilliseconds).Order().ToList();
            return new SecondResult(
                arrived[second].Count(), completed[second].Count(), latencies.Count == 0 ? null : latencies[latencies.Count / 2], latencies.Count == 0 ? null : latencies[^1]);
        })];
    }
}
