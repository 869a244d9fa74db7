using System.Globalization;

namespace OrleansAgents.Evaluation;

/// <summary>The share of needs that are satisfied, by scenario and language; and of those held out.</summary>
/// <param name="Needs">Needs in all.</param>
/// <param name="Satisfied">Share for which every check holds, 0 to 1.</param>
/// <param name="Unsaid">Needs that are not satisfied by an answer which does not say so.</param>
/// <param name="HeldOut">The same of the phrasings that are held out.</param>
/// <param name="HeldOutUnsaid">As <paramref name="Unsaid"/>.</param>
/// <param name="Groups">By scenario and language, such as team.zh.</param>
internal sealed record PhrasingFigures(int Needs, double Satisfied, int Unsaid, double HeldOut, int HeldOutUnsaid, IReadOnlyDictionary<string, PhrasingGroup> Groups)
{
    public static PhrasingFigures Of(IReadOnlyList<PhrasingResult> results)
    {
        var (seen, heldOut) = (results.Where(static result => !result.Phrasing.IsHeldOut).ToList(), results.Where(static result => result.Phrasing.IsHeldOut).ToList());
        return new PhrasingFigures(
            results.Count, Share(results), seen.Count(static result => result.IsUnsaid), Share(heldOut), heldOut.Count(static result => result.IsUnsaid),
            results.GroupBy(static result => $"{result.Phrasing.Scenario}.{result.Phrasing.Language}").ToDictionary(
                static group => group.Key,
                static group => new PhrasingGroup(group.Count(), Share([.. group]), Share([.. group.Where(static result => result.Phrasing.IsHeldOut)]), group.Count(static result => result.IsUnsaid))));
    }

    /// <summary>As lines of a table.</summary>
    public IEnumerable<string> ToLines()
    {
        yield return "scenario        needs  satisfied  held out  unsaid";
        foreach (var (name, group) in Groups)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{name,-14} {group.Needs,6} {group.Satisfied,10:0.000} {group.HeldOut,9:0.000} {group.Unsaid,7}");
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"{"all",-14} {Needs,6} {Satisfied,10:0.000} {HeldOut,9:0.000} {Unsaid + HeldOutUnsaid,7}");
    }

    private static double Share(IReadOnlyCollection<PhrasingResult> results) => results.Count == 0 ? 1 : (double)results.Count(static result => result.IsSatisfied) / results.Count;
}

/// <summary>The figures of a scenario in a language.</summary>
internal sealed record PhrasingGroup(int Needs, double Satisfied, double HeldOut, int Unsaid);
