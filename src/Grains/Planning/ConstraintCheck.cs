using System.Collections.Immutable;
using System.Text.Json;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Grains.Planning;

/// <summary>Checks the results of a plan against what the person said: whether all that it costs together is within the budget.</summary>
public static class ConstraintCheck
{
    /// <summary>The type of an output that says what a step's first offer costs.</summary>
    public const string Cost = "Cost";

    private const string Budget = "budget";

    /// <summary>The budgets that were told, and how the results stand to them. A budget whose goal has no result that costs something is not judged.</summary>
    public static ImmutableArray<BudgetResult> Check(Understood understood, PlanRun run, ManifestSet manifests)
    {
        ArgumentNullException.ThrowIfNull(understood);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(manifests);
        var results = ImmutableArray.CreateBuilder<BudgetResult>();
        foreach (var fact in understood.Facts.Where(static fact => fact.Semantic == Semantics.Money && fact.Role == Budget))
        {
            if (!IsYuan(fact.Value) || AmountOf(fact.Value) is not { } budget || results.Any(known => known.Goal == fact.Goal))
            {
                continue;
            }

            // A budget that is said in a sentence of its own is meant for everything.
            var costs = CostsOf(goal => goal == fact.Goal) is { Count: > 0 } own ? own : CostsOf(static _ => true);
            if (costs.Count > 0)
            {
                results.Add(new BudgetResult(fact.Goal, budget, costs.Sum(), costs.Count));
            }
        }

        return results.ToImmutable();

        List<decimal> CostsOf(Func<int, bool> isAmong) => [.. run.Plan.Steps.Zip(run.Steps)
            .Where(pair => isAmong(pair.First.Goal) && pair.Second.Status == StepStatus.Done)
            .Select(pair => CostOf(pair.First, pair.Second, manifests))
            .OfType<decimal>()];
    }

    /// <summary>The amount of a value of the type Money or Cost; null if it is none.</summary>
    internal static decimal? AmountOf(JsonElement value)
        => value.ValueKind == JsonValueKind.Object && value.TryGetProperty("amount", out var amount) && amount.ValueKind == JsonValueKind.Number && amount.TryGetDecimal(out var number) ? number : null;

    /// <summary>Whether a value of the type Money is in yuan, in which all prices are.</summary>
    internal static bool IsYuan(JsonElement value)
        => value.ValueKind == JsonValueKind.Object && (!value.TryGetProperty("currency", out var currency) || (currency.ValueKind == JsonValueKind.String && currency.ValueEquals("CNY")));

    private static decimal? CostOf(PlanStep step, StepRun run, ManifestSet manifests)
    {
        if (run.Output is not { ValueKind: JsonValueKind.Object } output || !manifests.TryGet(step.Skill, out var agent, out var skill))
        {
            return null;
        }

        return SkillShape.Of(agent, skill).Outputs.FirstOrDefault(static property => property.Semantic == Cost) is { } cost && output.TryGetProperty(cost.Name, out var value) ? AmountOf(value) : null;
    }
}

/// <summary>How results stand to a budget, in yuan.</summary>
/// <param name="Goal">The goal that the budget was told for.</param>
/// <param name="Budget">What may be spent.</param>
/// <param name="Total">What the results cost together.</param>
/// <param name="Parts">How many results cost something.</param>
public sealed record BudgetResult(int Goal, decimal Budget, decimal Total, int Parts)
{
    /// <summary>Whether the budget holds.</summary>
    public bool Holds => Total <= Budget;

    /// <summary>In words; null if there is nothing to add to what a single agent has said.</summary>
    public LocalizedText? Text => Parts < 2 && Holds
        ? null
        : Holds
            ? new LocalizedText($"合计 {Total.Yuan()}，在预算 {Budget.Yuan()} 以内，还剩 {(Budget - Total).Yuan()}。", $"{Total.Yuan()} in all, within the budget of {Budget.Yuan()}; {(Budget - Total).Yuan()} is left.")
            : new LocalizedText($"合计 {Total.Yuan()}，超出预算 {Budget.Yuan()} 共 {(Total - Budget).Yuan()}；可以提高预算、减少人数或换个日期再试。",
                $"{Total.Yuan()} in all is {(Total - Budget).Yuan()} over the budget of {Budget.Yuan()}; try a larger budget, fewer people or another date.");
}
