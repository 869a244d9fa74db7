using System.Text.Json;
using OrleansAgents.Grains.Planning;

namespace OrleansAgents.Evaluation;

/// <summary>Holds a turn to a case's checks.</summary>
internal static class PlanJudge
{
    /// <summary>The checks that do not hold, in words; empty if all do.</summary>
    public static IReadOnlyList<string> Judge(PlanChecks checks, LocalTurn turn)
    {
        List<string> broken = [];
        var steps = turn.Planning.Plan?.Steps ?? [];
        var skills = steps.Select(static step => step.Skill.ToString()).ToHashSet();
        broken.AddRange((checks.Skills ?? []).Where(skill => !skills.Contains(skill)).Select(static skill => $"{skill} is not called"));
        broken.AddRange((checks.Not ?? []).Where(skills.Contains).Select(static skill => $"{skill} is called"));
        broken.AddRange((checks.Order ?? []).Where(pair => !Feeds(turn.Planning.Plan, pair[0], pair[1])).Select(static pair => $"{pair[0]} does not feed {pair[1]}"));
        broken.AddRange((checks.Arguments ?? new Dictionary<string, JsonElement>()).Select(entry => Compare(steps, entry.Key, entry.Value)).OfType<string>());
        var question = turn.Planning.Question is { } asked ? asked.Role is null ? asked.Semantic : $"{asked.Semantic}/{asked.Role}" : "";
        Add(checks.Question is { } wanted && wanted != question && wanted != turn.Planning.Question?.Semantic, $"asks for '{question}' and not for '{checks.Question}'");
        var proposed = turn.Planning.Unmet.Where(static unmet => unmet.Reason == UnmetReason.NeedsConfirmation).Select(static unmet => unmet.Skill.ToString()!).ToHashSet();
        broken.AddRange((checks.Proposes ?? []).Where(skill => !proposed.Contains(skill)).Select(static skill => $"{skill} is not proposed"));
        Add(checks.NothingFits is { } none && none != (steps.Length == 0 && turn.Planning.Unmet.Any(static unmet => unmet.Reason is UnmetReason.NothingFits or UnmetReason.Talk)), $"something fits: {string.Join(", ", skills)}");
        Add(checks.Completes == true && turn.Run?.Steps.All(static step => step.Status == StepStatus.Done) != true, $"not every step succeeded: {turn.Answer}");
        if (checks.Budget is { } budget)
        {
            Add(turn.Budgets.Length == 0, "no result stands to a budget");
            Add(turn.Budgets.Length > 0 && turn.Budgets.All(static result => result.Holds) != (budget == "holds"), $"the budget {(budget == "holds" ? "is exceeded" : "holds")}");
            Add(budget == "exceeded" && turn.Outcome == "completed", "an exceeded budget is not said to be partial");
        }

        broken.AddRange((checks.Says ?? []).Where(text => !turn.Answer.Contains(text, StringComparison.OrdinalIgnoreCase)).Select(text => $"the answer does not say '{text}': {turn.Answer}"));
        return broken;

        void Add(bool isBroken, string text)
        {
            if (isBroken)
            {
                broken.Add(text);
            }
        }
    }

    /// <summary>Whether what one skill gives comes to another, directly or through others.</summary>
    public static bool Feeds(Plan? plan, string first, string second)
    {
        if (plan is null)
        {
            return false;
        }

        HashSet<string> reached = [.. plan.Steps.Where(step => step.Skill.ToString() == first).Select(static step => step.Id)];
        foreach (var step in plan.Steps.Where(step => PlanRunner.DependenciesOf(step).Any(reached.Contains)).ToList())
        {
            reached.Add(step.Id);
        }

        return plan.Steps.Any(step => step.Skill.ToString() == second && PlanRunner.DependenciesOf(step).Any(reached.Contains));
    }

    private static string? Compare(IEnumerable<PlanStep> steps, string path, JsonElement expected)
    {
        var dot = path.LastIndexOf('.');
        var values = steps.Where(step => step.Skill.ToString() == path[..dot]).SelectMany(step => step.Arguments).Where(argument => argument.Name == path[(dot + 1)..]).Select(static argument => argument.Value).ToList();
        return values.OfType<LiteralValue>().Any(value => Means(value.Value, expected)) ? null : $"{path} is {(values.Count == 0 ? "not given" : string.Join(" / ", values.Select(Shown)))} and not {expected}";
    }

    /// <summary>A time means the day it begins on, a place its name or id, an amount its number.</summary>
    private static bool Means(JsonElement value, JsonElement expected) => value.ValueKind switch
    {
        JsonValueKind.Object when expected.ValueKind == JsonValueKind.Number => value.TryGetProperty("amount", out var amount) && amount.GetDecimal() == expected.GetDecimal(),
        JsonValueKind.Object when expected.ValueKind == JsonValueKind.String => value.EnumerateObject().Any(property => property.Value.ToString() is var text
            && (text.Equals(expected.GetString(), StringComparison.OrdinalIgnoreCase) || (property.Name is "start" or "end" && text.StartsWith(expected.GetString()!, StringComparison.Ordinal)))),
        _ => JsonElement.DeepEquals(value, expected) || value.ToString() == expected.ToString(),
    };

    private static string Shown(PlanValue value) => value is LiteralValue literal ? literal.Value.GetRawText() : "made by another step";
}
