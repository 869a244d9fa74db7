using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Evaluation;

/// <summary>Says every phrasing with several needs drawn from seeds, and holds every answer to what is true of its need.</summary>
internal sealed class PhrasingEvaluation(ManifestSet manifests)
{
    private readonly BuiltInData _data = BuiltInData.Load();
    private readonly LocalTurns _turns = new(manifests);

    /// <summary>Runs.</summary>
    /// <param name="phrasings">Those of scenarios that have no checks are left out.</param>
    /// <param name="draws">Needs a phrasing.</param>
    public async Task<IReadOnlyList<PhrasingResult>> RunAsync(IEnumerable<Phrasing> phrasings, int draws)
    {
        NeedDraw draw = new(_data);
        List<PhrasingResult> results = [];
        foreach (var phrasing in phrasings.Where(static phrasing => ScenarioChecks.Has(phrasing.Scenario)))
        {
            for (var seed = 1; seed <= draws; seed++)
            {
                results.Add(await RunAsync(phrasing, draw.Draw(phrasing, seed), seed));
            }
        }

        return results;
    }

    private async Task<PhrasingResult> RunAsync(Phrasing phrasing, NeedFacts facts, int seed)
    {
        var text = NeedWords.Of(phrasing, facts);
        var turn = await _turns.RunAsync(facts.Say(text, phrasing.Language), $"{phrasing.Scenario}-{phrasing.Language}-{phrasing.Line}-{seed}");
        var broken = ScenarioChecks.Check(phrasing.Scenario, new AnswerEvidence(turn, phrasing, facts, _data));

        // An answer that lacks something says so: it is partial or failed, it asks, or it says what it did not understand or took for granted.
        var isSaid = turn.Outcome != "completed" || turn.Planning.Question is not null || turn.Planning.Plan is null || !turn.Planning.Unmet.IsEmpty || !turn.Planning.Assumed.IsEmpty;
        return new PhrasingResult(phrasing, text, turn.Answer, broken, isSaid);
    }
}

/// <summary>What came of a phrasing with one need.</summary>
/// <param name="Phrasing">The phrasing.</param>
/// <param name="Text">What was said.</param>
/// <param name="Answer">What was answered.</param>
/// <param name="Broken">What of the answer does not hold; empty if the need is satisfied.</param>
/// <param name="IsSaid">Whether the answer shows that something is missing.</param>
internal sealed record PhrasingResult(Phrasing Phrasing, string Text, string Answer, IReadOnlyList<string> Broken, bool IsSaid)
{
    public bool IsSatisfied => Broken.Count == 0;

    /// <summary>The worst that can be: it is wrong and does not look it.</summary>
    public bool IsUnsaid => !IsSatisfied && !IsSaid;
}
