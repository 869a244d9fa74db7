using System.Globalization;
using System.Text.Json;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;

namespace OrleansAgents.Evaluation;

/// <summary>What a turn gave, held beside what is true of the need. Checks add what is broken, in words.</summary>
internal sealed class AnswerEvidence(LocalTurn turn, Phrasing phrasing, NeedFacts facts, BuiltInData data)
{
    private readonly List<string> _broken = [];

    public NeedFacts Facts => facts;

    public BuiltInData Data => data;

    /// <summary>What does not hold; empty if all does.</summary>
    public IReadOnlyList<string> Broken => _broken;

    public bool IsChinese => turn.Understood.Language == "zh";

    /// <summary>Whether the phrasing tells something.</summary>
    public bool Tells(params string[] slots) => slots.Any(slot => phrasing.Text.Contains($"{{{slot}}}", StringComparison.Ordinal));

    public bool TellsBudget => Tells("b", "b,", "B");

    /// <summary>Notes what is broken unless it holds.</summary>
    public void Holds(bool holds, string otherwise)
    {
        if (!holds)
        {
            _broken.Add(otherwise);
        }
    }

    public void Same<T>(T expected, T found, string what) => Holds(EqualityComparer<T>.Default.Equals(expected, found), string.Create(CultureInfo.InvariantCulture, $"{what} is {found} and not {expected}"));

    /// <summary>What a skill gave; null, and noted, if it was not called or failed.</summary>
    public JsonElement? OutputOf(string skill)
    {
        var step = turn.Planning.Plan?.Steps.FirstOrDefault(step => step.Skill.ToString() == skill);
        if (step is null || !turn.Replies.TryGetValue(step.Id, out var reply))
        {
            _broken.Add($"{skill} is not called; {(turn.Planning.Plan is { } plan ? string.Join(", ", plan.Steps.Select(static known => known.Skill)) : "nothing")} is");
            return null;
        }

        if (reply.OutputJson is null)
        {
            _broken.Add($"{skill} failed: {reply.Message?.En}");
            return null;
        }

        using var output = JsonDocument.Parse(reply.OutputJson);
        return output.RootElement.Clone();
    }

    /// <summary>What a skill gave; null if it was not called or failed.</summary>
    public JsonElement? GivenBy(string skill)
    {
        var step = turn.Planning.Plan?.Steps.FirstOrDefault(step => step.Skill.ToString() == skill);
        if (step is null || !turn.Replies.TryGetValue(step.Id, out var reply) || reply.OutputJson is null)
        {
            return null;
        }

        using var output = JsonDocument.Parse(reply.OutputJson);
        return output.RootElement.Clone();
    }

    /// <summary>Whether an output of one skill is an input of another.</summary>
    public void Feeds(string first, string second) => Holds(PlanJudge.Feeds(turn.Planning.Plan, first, second), $"{first} does not feed {second}");

    public void NothingIsAsked() => Holds(turn.Planning.Question is null, $"it asks: {turn.Planning.Question?.Text.En}");

    /// <summary>Whether the day that the person meant was understood, in their zone.</summary>
    public void UnderstoodDay(DateOnly day)
    {
        var days = turn.Understood.Facts.Where(static fact => fact.Semantic == Semantics.TimeWindow)
            .Select(fact => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(fact.Value.GetProperty("start").GetDateTimeOffset(), facts.Zone).Date)).ToList();
        Holds(days.Contains(day), $"the day is {(days.Count == 0 ? "not understood" : string.Join(" / ", days))} and not {day:yyyy-MM-dd}");
    }

    /// <summary>Whether what the answer costs together is within the budget that the person told.</summary>
    public void WithinBudget(params JsonElement?[] outputs)
    {
        if (TellsBudget)
        {
            var total = outputs.OfType<JsonElement>().Sum(static output => Amount(output, "total"));
            Holds(total <= facts.Budget, string.Create(CultureInfo.InvariantCulture, $"it costs {total}, which is over {facts.Budget}"));
        }
    }

    public static decimal Amount(JsonElement value, string property) => value.GetProperty(property).GetProperty("amount").GetDecimal();

    public static string Text(JsonElement value, string property) => value.GetProperty(property).GetString()!;

    public static IEnumerable<JsonElement> List(JsonElement value, string property) => value.GetProperty(property).EnumerateArray();
}
