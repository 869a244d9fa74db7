namespace OrleansAgents.Drill.Turns;

/// <summary>The turns of one process of a silo.</summary>
/// <param name="Run">Which of the drill's processes.</param>
/// <param name="Records">In any order.</param>
/// <param name="WokenAt">When the process was told to go on after it had been stopped; null if it was not stopped.</param>
internal sealed record SiloTurns(int Run, IReadOnlyList<TurnRecord> Records, long? WokenAt = null);

/// <summary>What was found in the turns of all silos.</summary>
/// <param name="Turns">How many were checked.</param>
/// <param name="Overlaps">Turns that one silo took of a grain while another's turn of it lasted.</param>
/// <param name="Stale">Segments that a woken silo began though another silo had taken a turn of the grain meanwhile.</param>
/// <param name="Frozen">Segments in which a silo was stopped and went on after another silo had taken turns of the grain. No program can exclude those, since a stop may come between a check and the next instruction; what such a segment wants to send or write does not leave.</param>
internal sealed record TurnFindings(int Turns, int Overlaps, int Stale, int Frozen);

/// <summary>Looks for grains that ran on two silos at once. Pure: what the silos wrote in, findings out.</summary>
internal static class TurnCheck
{
    public static TurnFindings Check(IReadOnlyCollection<SiloTurns> silos)
    {
        var (overlaps, stale, frozen) = (0, 0, 0);
        var turns = silos.SelectMany(static silo => Spans(silo)).ToArray();
        foreach (var ofGrain in turns.GroupBy(static turn => turn.Grain))
        {
            var sorted = ofGrain.OrderBy(static turn => turn.Began).ToArray();
            overlaps += Overlaps(sorted);
            stale += Stale(sorted);
            frozen += sorted.Count(turn => turn.IsFrozen && sorted.Any(other => other.Run != turn.Run && other.Began > turn.Began && other.Began < turn.Ended));
        }

        return new TurnFindings(turns.Length, overlaps, stale, frozen);
    }

    /// <summary>A turn begins while one of another silo, which began before it, has not ended.</summary>
    private static int Overlaps(Span[] sorted)
    {
        Dictionary<int, long> ends = [];
        var found = 0;
        foreach (var turn in sorted)
        {
            if (ends.Any(end => end.Key != turn.Run && end.Value > turn.Began))
            {
                found++;
            }

            if (!turn.IsFrozen)
            {
                ends[turn.Run] = Math.Max(turn.Ended, ends.GetValueOrDefault(turn.Run));
            }
        }

        return found;
    }

    /// <summary>What began on a woken silo after it woke, though between its last turn before and that another silo had begun one.</summary>
    private static int Stale(Span[] sorted) => sorted.Count(late => late.WokenAt is { } woken && late.LastBegan > woken
        && sorted.Any(other => other.Run != late.Run && other.Began > late.SleptAt && other.Began < late.LastBegan));

    private static IEnumerable<Span> Spans(SiloTurns silo)
    {
        var woken = silo.WokenAt;
        var last = silo.Records.Count == 0 ? 0 : silo.Records.Max(static record => record.LastStamp);

        // A stopped process wrote nothing, so that its last stamp before it woke tells when it stopped, to within a turn.
        var slept = woken is null ? long.MaxValue : silo.Records.Select(record => StampBefore(record, woken.Value)).DefaultIfEmpty(0).Max();
        foreach (var record in silo.Records)
        {
            // One that has no end was cut by the end of its process, which lived until its last stamp at least. One that was stopped may have such a turn for ever, and runs nothing of it.
            var ended = record.Ended > 0 ? record.Ended : woken is null ? last : record.LastStamp;
            var lastBegan = Math.Max(record.Began, record.Resumed);
            yield return new Span(silo.Run, record.Grain, record.Began, lastBegan, ended, lastBegan <= slept && record.Ended > woken, slept, woken);
        }
    }

    private static long StampBefore(TurnRecord record, long time) => new[] { record.Began, record.Resumed, record.Ended }.Where(stamp => stamp < time).DefaultIfEmpty(0).Max();

    private readonly record struct Span(int Run, long Grain, long Began, long LastBegan, long Ended, bool IsFrozen, long SleptAt, long? WokenAt);
}
