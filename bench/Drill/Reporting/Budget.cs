using System.Globalization;

namespace OrleansAgents.Drill.Reporting;

/// <summary>What every repeat of a drill must keep: a value that stays below a limit, or is zero.</summary>
internal sealed record Budget(string What, double Limit, string Unit, Func<RepeatResult, double> Value)
{
    /// <summary>No grain on two silos at once.</summary>
    public static Budget NoOverlap { get; } = NoneOf("turns of two silos on one grain at once", static result => result.Overlaps);

    /// <summary>Every grain of the struck silo has answered from elsewhere.</summary>
    public static Budget AllBackWithin(TimeSpan limit) => new("until the last grain is back", limit.TotalMilliseconds, "ms", static result => result.GrainsLost > 0 ? double.PositiveInfinity : result.BackWorst ?? double.PositiveInfinity);

    /// <summary>No grain is without an answer for so long.</summary>
    public static Budget SilenceBelow(TimeSpan limit) => new("longest time between two answers of a grain", limit.TotalMilliseconds, "ms", static result => result.Silence);

    public static Budget NoneOf(string what, Func<RepeatResult, int> count) => new(what, 0, "", result => count(result));

    /// <summary>The worst repeat's.</summary>
    public double Worst(IEnumerable<RepeatResult> results) => results.Max(Value);

    public bool IsMet(IEnumerable<RepeatResult> results) => Worst(results) is var worst && (Limit == 0 ? worst == 0 : worst < Limit);

    public string Describe(IReadOnlyCollection<RepeatResult> results)
    {
        var worst = Worst(results);
        var value = double.IsInfinity(worst) ? "never" : string.Create(CultureInfo.InvariantCulture, $"{worst:0}{(Unit.Length > 0 ? $" {Unit}" : "")}");
        var allowed = Limit == 0 ? "none allowed" : string.Create(CultureInfo.InvariantCulture, $"below {Limit:0} {Unit}");
        return $"{(IsMet(results) ? "met   " : "MISSED")}  {What}: {value} ({allowed})";
    }
}
