using System.Globalization;
using System.Text.Json;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Evaluation;

/// <summary>Prints how many needs get a plan that satisfies every check.</summary>
internal static class PlanningCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>14:20 on a Sunday in Shanghai.</summary>
    internal static readonly DateTimeOffset Sunday = new(2026, 11, 22, 14, 20, 0, TimeSpan.FromHours(8));

    public static async Task<int> RunAsync(EvaluationOptions options)
    {
        if (options.Cases.Count == 0 && options.Phrasings is null)
        {
            throw new EvaluationException("Neither --cases nor --phrasings names anything; give a file of lines such as {\"id\": \"1\", \"text\": \"…\", \"checks\": {\"skills\": [\"agent.skill\"]}}, or a folder.");
        }

        var manifests = AgentFolder.Load(options);
        var cases = await RunCasesAsync(options, manifests);
        var (scenarios, studio) = options.Phrasings is { } folder ? await RunPhrasingsAsync(options, manifests, folder) : (null, null);
        if (options.Json is { } file)
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { cases, scenarios, studio }, Json));
        }

        return 0;
    }

    private static async Task<PlanningFigures?> RunCasesAsync(EvaluationOptions options, ManifestSet manifests)
    {
        if (options.Cases.Count == 0)
        {
            return null;
        }

        var cases = PlanningCase.Load(options.Cases);
        var figures = await EvaluateAsync(manifests, cases);
        foreach (var (id, broken) in figures.Broken)
        {
            Console.WriteLine($"{id}  {cases.First(one => one.Id == id).Text}\n    {string.Join("\n    ", broken)}");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figures.Cases} needs; every check satisfied: {figures.Satisfied} ({figures.Share:0.000})"));
        return figures;
    }

    private static async Task<(PhrasingFigures Scenarios, PhrasingFigures? Studio)> RunPhrasingsAsync(EvaluationOptions options, ManifestSet manifests, string folder)
    {
        var phrasings = Phrasing.Load(folder);
        var scenarios = Print(options, await new PhrasingEvaluation(manifests).RunAsync(phrasings, options.Draws));
        if (!phrasings.Any(static phrasing => phrasing.Scenario == StudioEvaluation.Scenario))
        {
            return (scenarios, null);
        }

        Console.WriteLine("With an agent that is registered over MCP while the assistant runs:");
        return (scenarios, Print(options, await StudioEvaluation.RunAsync(phrasings, await File.ReadAllTextAsync(Path.Combine(folder, "studio.json")), options.Draws)));
    }

    /// <summary>What went wrong with phrasings that are held out stays unseen unless it is asked for.</summary>
    private static PhrasingFigures Print(EvaluationOptions options, IReadOnlyList<PhrasingResult> results)
    {
        foreach (var result in results.Where(result => options.Verbose && !result.IsSatisfied && (options.HeldOut || !result.Phrasing.IsHeldOut)))
        {
            Console.WriteLine($"{result.Phrasing.Scenario}.{result.Phrasing.Language}:{result.Phrasing.Line}{(result.IsUnsaid ? " UNSAID" : "")}  {result.Text}\n    {string.Join("\n    ", result.Broken)}\n    > {result.Answer.ReplaceLineEndings(" / ")}");
        }

        var figures = PhrasingFigures.Of(results);
        foreach (var line in figures.ToLines())
        {
            Console.WriteLine(line);
        }

        return figures;
    }

    /// <summary>Runs all cases.</summary>
    internal static async Task<PlanningFigures> EvaluateAsync(ManifestSet manifests, IReadOnlyList<PlanningCase> cases)
    {
        LocalTurns turns = new(manifests);
        Dictionary<string, IReadOnlyList<string>> broken = [];
        foreach (var one in cases)
        {
            var turn = await TurnOf(turns, one);
            if (PlanJudge.Judge(one.Checks, turn) is { Count: > 0 } problems)
            {
                broken[one.Id] = problems;
            }
        }

        return new PlanningFigures(cases.Count, cases.Count - broken.Count, cases.Count == 0 ? 1 : (double)(cases.Count - broken.Count) / cases.Count, broken);
    }

    private static async Task<LocalTurn> TurnOf(LocalTurns turns, PlanningCase one)
    {
        Utterance utterance = new(one.Text, one.Lang == "en" ? "en" : "zh-CN", TimeZoneInfo.FindSystemTimeZoneById(one.TimeZone ?? "Asia/Shanghai"), one.Now ?? Sunday);
        var turn = await turns.RunAsync(utterance, one.Id, facts: one.Facts);
        var earlier = utterance;
        foreach (var answer in one.Answers ?? [])
        {
            if (turn.Planning.Question is not { } question)
            {
                break;
            }

            turn = await turns.RunAsync(utterance with { Text = answer }, one.Id, (earlier, question), one.Facts);
            earlier = earlier with { Text = $"{earlier.Text}\n{answer}" };
        }

        return turn;
    }
}

/// <summary>The figures; the share is 0 to 1, broken checks are by case.</summary>
internal sealed record PlanningFigures(int Cases, int Satisfied, double Share, IReadOnlyDictionary<string, IReadOnlyList<string>> Broken);
