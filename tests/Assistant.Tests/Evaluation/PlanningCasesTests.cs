using OrleansAgents.Evaluation;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Assistant.Tests.Evaluation;

public sealed class PlanningCasesTests
{
    /// <summary>Team buildings, trips, dinners, choices and journeys in both languages, with seeded cities, dates, budgets and numbers of people.</summary>
    [Fact]
    public async Task Needs_GetPlansThatSatisfyEveryCheck()
    {
        var cases = PlanningCase.Load([Path.Combine(AppContext.BaseDirectory, "cases", "planning.jsonl")]);

        var figures = await PlanningCommand.EvaluateAsync(ManifestSet.Create(BuiltInManifests.Load()), cases);

        Assert.InRange(figures.Cases, 130, 1_000);
        Assert.True(figures.Share >= 0.95, string.Join("\n", figures.Broken.Select(static broken => $"{broken.Key}: {string.Join("; ", broken.Value)}")));
    }
}
