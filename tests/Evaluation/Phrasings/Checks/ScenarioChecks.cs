namespace OrleansAgents.Evaluation;

/// <summary>Which checks an answer is held to, by scenario.</summary>
internal static class ScenarioChecks
{
    private static readonly Dictionary<string, Action<AnswerEvidence>> All = new(StringComparer.Ordinal)
    {
        ["team"] = TeamCheck.Check,
        ["dinner"] = DinnerCheck.Check,
        ["trip"] = TripCheck.Check,
        ["compare"] = CompareCheck.Check,
        ["ontime"] = OnTimeCheck.Check,
    };

    /// <summary>Whether a scenario is answered by the built-in agents alone.</summary>
    public static bool Has(string scenario) => All.ContainsKey(scenario);

    /// <summary>What of an answer does not hold; empty if all does.</summary>
    public static IReadOnlyList<string> Check(string scenario, AnswerEvidence evidence)
    {
        All[scenario](evidence);
        return evidence.Broken;
    }
}
