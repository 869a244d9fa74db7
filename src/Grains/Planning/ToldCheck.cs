using System.Collections.Immutable;
using System.Text.Json;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Grains.Planning;

/// <summary>
/// Holds a plan beside what the person told: what no step takes is said, since an answer that leaves out the budget looks like one that keeps it; and so is what the plan takes for granted because nobody told it.
/// </summary>
internal static class ToldCheck
{
    /// <summary>Words that were told for something that is planned, and that no step takes; in the order in which they were told.</summary>
    public static ImmutableArray<string> Overlooked(Understood understood, ImmutableArray<PlanStep> steps, ManifestModel model)
    {
        var planned = steps.Where(step => !TakesText(step, model)).Select(static step => step.Goal).ToHashSet();
        var words = understood.Facts.Where(fact => planned.Contains(fact.Goal) && Matters(fact) && !IsTaken(fact, steps, model)).Select(static fact => fact.Text)
            .Concat(understood.Unread.Where(number => planned.Contains(number.Goal)).Select(static number => number.Text));
        return [.. words.Select(static word => word.Trim()).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What a scenario takes for granted.</summary>
    public static ImmutableArray<LocalizedText> Assumed(Understood understood, ImmutableArray<PlanStep> steps, ManifestModel model)
    {
        var arranged = steps.Where(step => understood.Goals[step.Goal].Skills is [var best, ..] && best.Skill.Agent == Scenario.Agent).ToList();
        var texts = ImmutableArray.CreateBuilder<LocalizedText>();
        if (LacksAll(Semantics.TimeWindow))
        {
            texts.Add(new LocalizedText("你没有说日期，先按最近的日子查；告诉我日期，我再查一遍。", "You named no day, so I looked at the nearest; tell me the day and I will look again."));
        }

        if (LacksAll(Semantics.PartySize))
        {
            texts.Add(new LocalizedText("你没有说人数，先按一个人算；告诉我几个人，我再算一遍。", "You did not say for how many, so I reckoned for one; tell me how many and I will reckon again."));
        }

        return texts.ToImmutable();

        bool LacksAll(string semantic) => !understood.Facts.Any(fact => fact.Semantic == semantic)
            && arranged.Exists(step => model.Shapes[step.Skill].Inputs.Any(input => input.Semantic == semantic && !step.Arguments.Any(argument => argument.Name == input.Name)));
    }

    /// <summary>Whether leaving a fact out changes what an answer means. Of places only those count that are said to be a beginning or an end: others may describe.</summary>
    private static bool Matters(Fact fact) => fact.Semantic is Semantics.PartySize or Semantics.Money or Semantics.TimeWindow
        || (fact.Semantic == Semantics.Place && fact.Role is MentionKinds.Origin or MentionKinds.Destination);

    private static bool IsTaken(Fact fact, ImmutableArray<PlanStep> steps, ManifestModel model)
        => fact.Semantic switch
        {
            // One time among several says the day that another one completes.
            Semantics.TimeWindow => !steps.Any(step => TakesTime(step, model)) || steps.Any(step => step.Arguments.Any(argument => IsTime(argument, step, model))),
            Semantics.Money when fact.Role == MentionKinds.Budget && ConstraintCheck.IsYuan(fact.Value) => steps.Any(step => IsArgument(fact, step) || model.Shapes[step.Skill].Outputs.Any(static output => output.Semantic == ConstraintCheck.Cost)),
            _ => steps.Any(step => IsArgument(fact, step)),
        };

    private static bool TakesText(PlanStep step, ManifestModel model)
        => step.Arguments.Any(argument => argument.Value is LiteralValue && model.Shapes[step.Skill].Inputs.Any(input => input.Name == argument.Name && input is { Semantic: Semantics.Text, IsNeeded: true })) && step.Arguments.Length == 1;

    private static bool TakesTime(PlanStep step, ManifestModel model) => model.Shapes[step.Skill].Inputs.Any(static input => input.Semantic == Semantics.TimeWindow);

    private static bool IsTime(PlanArgument argument, PlanStep step, ManifestModel model)
        => argument.Value is LiteralValue && model.Shapes[step.Skill].Inputs.Any(input => input.Name == argument.Name && input.Semantic == Semantics.TimeWindow);

    private static bool IsArgument(Fact fact, PlanStep step) => step.Arguments.Any(argument => argument.Value switch
    {
        LiteralValue { Value.ValueKind: JsonValueKind.Array } list => list.Value.EnumerateArray().Any(value => JsonElement.DeepEquals(value, fact.Value)),
        LiteralValue literal => JsonElement.DeepEquals(literal.Value, fact.Value),
        Remainder rest => fact.Semantic == Semantics.Money && ConstraintCheck.AmountOf(fact.Value) == rest.Amount,
        _ => false,
    });
}
