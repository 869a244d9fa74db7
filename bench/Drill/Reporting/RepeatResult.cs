using System.Diagnostics;
using OrleansAgents.Drill.Faults;
using OrleansAgents.Drill.Probing;
using OrleansAgents.Drill.Turns;

namespace OrleansAgents.Drill.Reporting;

/// <summary>What one repeat showed. Times in milliseconds.</summary>
internal sealed record RepeatResult
{
    private const int TextsMax = 3;

    public required int Repeat { get; init; }

    /// <summary>The silo to which it was done; 0 if to all.</summary>
    public required int Silo { get; init; }

    /// <summary>Grains that were there.</summary>
    public required int Grains { get; init; }

    /// <summary>Of these, how many no other silo answered for.</summary>
    public required int GrainsLost { get; init; }

    /// <summary>From the fault until another silo had answered a call that was sent after it: over the grains that were there.</summary>
    public required double? BackMedian { get; init; }

    public required double? BackWorst { get; init; }

    /// <summary>The longest time between two answers of one grain, over the grains that were not there, until the fault had had its effect.</summary>
    public required double SilenceElsewhere { get; init; }

    /// <summary>The same over all grains, and until all was well again.</summary>
    public required double Silence { get; init; }

    public required int Failed { get; init; }

    /// <summary>Sent to the silo before the client noticed that its connection had ended.</summary>
    public required int FailedInFlight { get; init; }

    public int FailedOthers => Failed - FailedInFlight;

    public required IReadOnlyDictionary<string, int> FailedByKind { get; init; }

    /// <summary>A few texts of failures that were not in flight, or of any.</summary>
    public required IReadOnlyList<string> FailureTexts { get; init; }

    public required long Probes { get; init; }

    /// <summary>Sent later than a whole interval after their times.</summary>
    public required long ProbesLate { get; init; }

    public required double LagWorst { get; init; }

    public required int Turns { get; init; }

    public required int Overlaps { get; init; }

    public required int Stale { get; init; }

    public required int Frozen { get; init; }

    public required int SilosLost { get; init; }

    public required double? EndedAfterMilliseconds { get; init; }

    /// <summary>What was particular about this repeat.</summary>
    public required string Note { get; init; }

    public static RepeatResult Of(int repeat, FaultScene scene, ConnectionLosses losses, TurnFindings turns)
    {
        var prober = scene.Prober;
        var struck = prober.Grains.Where(static grain => grain.IsStruck).ToArray();
        var back = struck.Where(static grain => grain.BackAt is not null).Select(grain => Milliseconds(grain.BackAt!.Value - scene.StruckAt)).Order().ToArray();
        var lostAt = losses.FirstAfter(scene.StruckAt) ?? long.MaxValue;
        var inFlight = prober.Failures.Where(failure => failure.Run == scene.StruckRun && failure.SentAt <= lostAt).ToHashSet();
        return new RepeatResult
        {
            Repeat = repeat,
            Silo = scene.StruckRun > 0 ? scene.Victim.Number : 0,
            Grains = struck.Length,
            GrainsLost = struck.Length - back.Length,
            BackMedian = back.Length == 0 ? null : back[back.Length / 2],
            BackWorst = back.Length == 0 ? null : back[^1],
            SilenceElsewhere = Milliseconds(scene.SilenceElsewhere),
            Silence = prober.Grains.Max(static grain => Milliseconds(grain.Silence)),
            Failed = prober.Failures.Count,
            FailedInFlight = inFlight.Count,
            FailedByKind = prober.Failures.GroupBy(static failure => failure.Kind).ToDictionary(static kind => kind.Key, static kind => kind.Count()),
            FailureTexts = [.. prober.Failures.OrderBy(inFlight.Contains).Where(static failure => failure.Text.Length > 0).Take(TextsMax).Select(failure => $"{Milliseconds(failure.SentAt - scene.StruckAt):0} to {Milliseconds(failure.FailedAt - scene.StruckAt):0} ms, grain {failure.Grain}, process {failure.Run}, {failure.Kind}: {failure.Text}")],
            Probes = prober.Probes,
            ProbesLate = prober.Late,
            LagWorst = prober.LagMax.TotalMilliseconds,
            Turns = turns.Turns,
            Overlaps = turns.Overlaps,
            Stale = turns.Stale,
            Frozen = turns.Frozen,
            SilosLost = scene.SilosLost,
            Note = scene.Note,
            EndedAfterMilliseconds = scene.EndedAfter?.TotalMilliseconds,
        };
    }

    private static double Milliseconds(long ticks) => Math.Round(Stopwatch.GetElapsedTime(0, ticks).TotalMilliseconds, 1);
}
