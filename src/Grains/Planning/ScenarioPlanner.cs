using System.Text.Json;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Grains.Planning;

/// <summary>
/// Plans a scenario: for each result that it wants the skill that gives it and can be called with what is told, within its share of what the results before it leave of the budget. Whether all together stays
/// within it is checked on the results.
/// </summary>
internal static class ScenarioPlanner
{
    private const string Nights = "Nights";

    /// <summary>Adds the scenario's steps to a plan.</summary>
    public static Outcome Add(PlanBuilder plan, ManifestModel model, Scenario scenario, Understood understood, int goal)
    {
        foreach (var semantic in scenario.Needs)
        {
            if (!understood.Facts.Any(fact => fact.Semantic == semantic))
            {
                return new Lacking(scenario.Skill, new SkillProperty(semantic, semantic, semantic == Semantics.Place ? Understanding.Mentions.MentionKinds.Destination : null, true, false, default));
            }
        }

        var wants = scenario.Wants
            .Where(want => IsWanted(want, understood))
            .Select(want => (Want: want, Skills: model.ReadsInOrder.Where(want.IsGivenBy).OrderByDescending(skill => want.SuitsBy(skill, understood)).ThenBy(skill => skill.Manifest.LatencyMilliseconds).ToList()))
            .Where(static entry => entry.Skills.Count > 0)
            .ToList();
        string? last = null;
        Lacking? lacking = null;
        var shares = wants.Sum(static entry => entry.Want.Share ?? 0);
        foreach (var (want, skills) in wants)
        {
            // What cannot be chosen (the train) is paid first; what can be had for more or for less shares what is left.
            var share = want.Share / shares;
            shares -= want.Share ?? 0;
            var hints = new GoalHints(share, want.OfTotal, want.Text?.In(understood.Language));
            Outcome? failure = null;
            foreach (var skill in skills)
            {
                var outcome = plan.AddGoal(skill, goal, hints);
                if (outcome is Built built)
                {
                    last = built.Step;
                    failure = null;
                    break;
                }

                failure ??= outcome;
            }

            lacking ??= failure as Lacking;
        }

        // What some of it lacks is asked for first: an answer without the train would look like the whole.
        return lacking as Outcome ?? (last is null ? new Refused(UnmetReason.NothingFits, null) : (Outcome)new Built(last));
    }

    private static bool IsWanted(ScenarioWant want, Understood understood)
        => (want.WhenTold is not { } role || understood.Facts.Any(fact => fact.Role == role))
            && (!want.WhenNights || understood.Facts.Any(static fact => fact.Semantic == Nights || (fact.Semantic == Semantics.TimeWindow && DaysOf(fact.Value) >= 2)));

    private static double DaysOf(JsonElement window)
        => window.ValueKind == JsonValueKind.Object && window.TryGetProperty("start", out var start) && window.TryGetProperty("end", out var end) && start.TryGetDateTimeOffset(out var from) && end.TryGetDateTimeOffset(out var to)
            ? (to - from).TotalDays
            : 0;
}

/// <summary>How a skill is planned within something larger.</summary>
/// <param name="BudgetShare">The part that it is given of what earlier steps leave of the budget, 0 to 1; null for the whole budget.</param>
/// <param name="IsOfTotal">Whether an amount that nobody told is the sum of what the goal's other steps cost.</param>
/// <param name="Text">What a free text is; null for the goal's words.</param>
internal sealed record GoalHints(decimal? BudgetShare = null, bool IsOfTotal = false, string? Text = null)
{
    public static GoalHints None { get; } = new();
}
