using OrleansAgents.Evaluation;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Assistant.Tests.Evaluation;

/// <summary>Everyday needs, put in forty ways a language, each held to its constraints; './dev eval planning' runs the same with more needs for each.</summary>
public sealed class PhrasingTests
{
    /// <summary>Answers of 400 that are wrong and do not look it. None is wanted; these are known, see docs/evaluation.md.</summary>
    private const int UnsaidMax = 3;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "cases", "scenarios");

    [Fact]
    public async Task Scenarios_InManyWords_AreSatisfied_OrSayWhatIsMissing()
    {
        var results = await new PhrasingEvaluation(ManifestSet.Create(BuiltInManifests.Load())).RunAsync(Phrasing.Load(Folder), draws: 1);

        var figures = PhrasingFigures.Of(results);
        Assert.Equal(10, figures.Groups.Count);
        Assert.All(figures.Groups.Values, static group => Assert.Equal(40, group.Needs));
        Assert.True(figures.Satisfied >= 0.95, string.Join("\n", figures.ToLines()));
        Assert.True(results.Count(static result => result.IsUnsaid) <= UnsaidMax, string.Join("\n", results.Where(static result => result.IsUnsaid).Select(static result => $"{result.Text}: {string.Join("; ", result.Broken)}")));
    }

    [Fact]
    public async Task AgentRegisteredAtRunTimeOverMcp_FeedsAndIsFedByAgentsOfTheProgram()
    {
        var some = Phrasing.Load(Folder).Where(static phrasing => phrasing is { Scenario: StudioEvaluation.Scenario, Line: 1 or 7 or 10 }).ToList();

        var results = await StudioEvaluation.RunAsync(some, await File.ReadAllTextAsync(Path.Combine(Folder, "studio.json")), draws: 1);

        Assert.Equal(6, results.Count);
        Assert.Empty(results.Where(static result => !result.IsSatisfied).Select(static result => $"{result.Text}: {string.Join("; ", result.Broken)}"));
    }
}
