using OrleansAgents.Grains.Planning;

namespace OrleansAgents.Evaluation;

/// <summary>Prints how texts are understood and planned: for whoever asks why an answer is what it is.</summary>
internal static class ExplainCommand
{
    public static async Task<int> RunAsync(EvaluationOptions options)
    {
        LocalTurns turns = new(AgentFolder.Load(options));
        foreach (var text in options.Texts)
        {
            var turn = await turns.RunAsync(new(text, "zh-CN", TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"), PlanningCommand.Sunday), text);
            Console.WriteLine(text);
            for (var goal = 0; goal < turn.Understood.Goals.Length; goal++)
            {
                var (words, skills) = turn.Understood.Goals[goal];
                var beside = turn.Understood.Goals[goal].Beside is { } other ? $"; beside it {other}" : "";
                Console.WriteLine($"  {words}  ->  {string.Join(", ", skills.Select(static skill => $"{skill.Skill} {skill.Score:0.00}"))}{(turn.Understood.Goals[goal].IsTalk ? "talk" : "")}{beside}");
                foreach (var fact in turn.Understood.Facts.Where(fact => fact.Goal == goal))
                {
                    Console.WriteLine($"    {fact.Semantic}{(fact.Role is null ? "" : $"/{fact.Role}")} = {fact.Value.GetRawText()}  ({fact.Text})");
                }
            }

            foreach (var step in turn.Planning.Plan?.Steps ?? [])
            {
                Console.WriteLine($"  {step.Id} {step.Skill}({string.Join(", ", step.Arguments.Select(static argument => $"{argument.Name}: {Shown(argument.Value)}"))})");
            }

            Console.WriteLine($"  {turn.Outcome}: {turn.Answer.ReplaceLineEndings(" ")}\n");
        }

        return 0;
    }

    private static string Shown(PlanValue value) => value switch
    {
        LiteralValue literal => literal.Value.GetRawText(),
        StepOutput output => $"{output.Step}.{output.Property}",
        OutputSum sum => string.Join(" + ", sum.Parts.Select(static part => $"{part.Step}.{part.Property}")),
        Remainder rest => $"({rest.Amount}{string.Concat(rest.Less.Select(static part => $" - {part.Step}.{part.Property}"))}) x {rest.Share:0.##}",
        _ => value.ToString(),
    };
}
