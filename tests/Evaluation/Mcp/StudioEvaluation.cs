using OrleansAgents.Grains.Agents;

namespace OrleansAgents.Evaluation;

/// <summary>Needs that an agent takes part in which was registered while the assistant ran, over MCP.</summary>
internal static class StudioEvaluation
{
    /// <summary>The scenario's name in the names of files.</summary>
    public const string Scenario = "mcp";

    /// <summary>Runs every phrasing of the scenario with needs drawn from seeds.</summary>
    /// <param name="phrasings">Those of other scenarios are left out.</param>
    /// <param name="manifestJson">The studio's manifest.</param>
    /// <param name="draws">Needs a phrasing.</param>
    public static async Task<IReadOnlyList<PhrasingResult>> RunAsync(IEnumerable<Phrasing> phrasings, string manifestJson, int draws)
    {
        var data = BuiltInData.Load();
        NeedDraw draw = new(data);
        await using var gateway = await StudioGateway.StartAsync();
        await gateway.RegisterAsync(manifestJson);
        List<PhrasingResult> results = [];
        foreach (var phrasing in phrasings.Where(static phrasing => phrasing.Scenario == Scenario))
        {
            for (var seed = 1; seed <= draws; seed++)
            {
                var facts = draw.Draw(phrasing, seed);
                var text = NeedWords.Of(phrasing, facts);
                var turn = await gateway.SayAsync($"{phrasing.Language}-{phrasing.Line}-{seed}", text, phrasing.Language);
                var isSaid = turn.Outcome != "completed" || turn.Asks || turn.Steps.Count == 0;
                results.Add(new PhrasingResult(phrasing, text, turn.Answer, StudioCheck.Check(turn, phrasing, facts, data), isSaid));
            }
        }

        return results;
    }
}
