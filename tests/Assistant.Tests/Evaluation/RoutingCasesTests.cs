using OrleansAgents.Evaluation;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Assistant.Tests.Evaluation;

/// <summary>The figures that the router must not fall below; './dev eval routing' prints them. Times are not asserted: they are the machine's as well.</summary>
public sealed class RoutingCasesTests
{
    private static readonly string Cases = Path.Combine(AppContext.BaseDirectory, "cases");

    [Theory]
    [InlineData("routing-dev.jsonl", 0.92)]
    [InlineData("routing-test.jsonl", 0.93)]
    public void BuiltInSkills_AreFound(string file, double top1)
    {
        var figures = RoutingEvaluation.Run(ManifestSet.Create(BuiltInManifests.Load()), RoutingCase.Load([Path.Combine(Cases, file)]));

        Assert.InRange(figures.Cases, 200, 500);
        Assert.InRange(figures.Top1, top1, 1);
        Assert.InRange(figures.OutOfScopeRecall, 0.8, 1);
        Assert.InRange(figures.OutOfScopePrecision, 0.8, 1);
    }

    [Theory]
    [InlineData("dev.jsonl")]
    [InlineData("test.jsonl")]
    public void SkillsOfSixtyAgentsWithThreeExamplesALanguage_AreFound(string file)
    {
        var folder = Path.Combine(Cases, "unseen");
        var manifests = AgentFolder.Load(new EvaluationOptions([], [Path.Combine(folder, "agents")], WithBuiltIn: false, Json: null, Verbose: false));
        var figures = RoutingEvaluation.Run(manifests, RoutingCase.Load([Path.Combine(folder, file)]));

        Assert.InRange(figures.Agents, 60, 100);
        Assert.InRange(figures.Top1, 0.85, 1);
        Assert.InRange(figures.RecallAt5, 0.9, 1);
    }

    [Theory]
    [InlineData("fresh", 0.84, 0.8, 0.75)]
    [InlineData("fresh2", 0.8, 0.8, 0.75)]
    [InlineData("fresh5", 0.73, 0.68, 0.75)]
    public void SkillsOfTradesThatTheRouterWasNotMadeFor_AreFound(string name, double top1, double recall, double precision)
    {
        var folder = Path.Combine(Cases, name);
        var manifests = AgentFolder.Load(new EvaluationOptions([], [Path.Combine(folder, "agents")], WithBuiltIn: false, Json: null, Verbose: false));
        var figures = RoutingEvaluation.Run(manifests, RoutingCase.Load([Path.Combine(folder, "cases.jsonl")]));

        Assert.Equal(12, figures.Agents);
        Assert.InRange(figures.Cases, 110, 200);
        Assert.InRange(figures.Top1, top1, 1);
        Assert.InRange(figures.OutOfScopeRecall, recall, 1);
        Assert.InRange(figures.OutOfScopePrecision, precision, 1);
    }

    /// <summary>As many skills as a large platform has, over many agents: they are learnt, each is found by its words, and a text of none of them is refused. Few of them here; all in the long suite, where learning takes minutes.</summary>
    [Fact]
    public void FiveThousandSkills_OverManyAgents_AreFound()
    {
        const int SkillsOfAnAgent = 40;
        var agents = Environment.GetEnvironmentVariable("ORLEANSAGENTS_VERIFY") == "1" ? 125 : 8;
        var manifests = ManifestSet.Create([.. Enumerable.Range(0, agents).Select(static agent => ManifestJson.Read(ManifestOf(agent)))]);
        var cases = Enumerable.Range(0, agents).Select(static agent => new RoutingCase($"{agent}", $"please {NameOf(agent, agent % SkillsOfAnAgent)} my order", "en", [$"agent{agent}.skill{agent % SkillsOfAnAgent}"]))
            .Append(new RoutingCase("none", "thank you, that was all for today", "en", [])).ToList();

        var figures = RoutingEvaluation.Run(manifests, cases);

        Assert.Equal(agents * SkillsOfAnAgent, figures.Skills);
        Assert.Equal(1, figures.Top1);
        Assert.Equal(1, figures.OutOfScopeRecall);

        static string NameOf(int agent, int skill) => $"{Word(agent + 3)}{Word(skill + 7)}";

        static string ManifestOf(int agent) => $$"""
            {"id": "agent{{agent}}", "owner": "tests", "version": "1", "name": {"zh": "{{Word(agent)}}", "en": "{{Word(agent)}}"}, "description": {"zh": "{{Word(agent)}}", "en": "{{Word(agent)}}"},
             "endpoint": {"kind": "grain"}, "skills": [{{string.Join(',', Enumerable.Range(0, SkillsOfAnAgent).Select(skill => SkillOf(skill, NameOf(agent, skill))))}}]}
            """;

        static string SkillOf(int skill, string name) => $$$"""
            {"id": "skill{{{skill}}}", "title": {"zh": "{{{name}}}", "en": "{{{name}}}"}, "description": {"zh": "{{{name}}}", "en": "{{{name}}}"},
             "examples": {"zh": ["帮我 {{{name}}}", "{{{name}}} 一下", "我要 {{{name}}}"], "en": ["{{{name}}} this", "could you {{{name}}} it", "{{{name}}} for me"]},
             "input": {"type": "object", "properties": {}}, "output": {"type": "object", "properties": {}}, "effect": "read"}
            """;

        // Words that no thesaurus knows, unlike one another.
        static string Word(int number) => string.Concat("bdfgklmnprstvz"[number % 14], "aeiou"[number % 5], "bdfgklmnprstvz"[number / 3 % 14], "aeiou"[number / 7 % 5], "bdfgklmnprstvz"[number / 14 % 14]);
    }

    [Fact]
    public void ManifestsOfOthers_AreBroughtIntoForm()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.json"), """
            {"id": "poems", "names": {"zh": "诗", "en": "Poems"}, "skills": [{"id": "find_poem", "description": "Finds a poem", "examples": ["find a poem about rain", "找一首关于雨的诗"],
             "input": {"type": "object", "properties": {"about": {"type": "string", "pattern": "x"}}}, "effect": "read"}]}
            """);
        File.WriteAllText(folder.File("b.json"), "{");

        var manifests = AgentFolder.Load(new EvaluationOptions([], [folder.Path], WithBuiltIn: false, Json: null, Verbose: false));

        var skill = Assert.Single(Assert.Single(manifests.Agents).Skills);
        Assert.Equal("Finds a poem", skill.Description.Zh);
        Assert.Equal(["找一首关于雨的诗"], skill.Examples.Zh);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("manifests-");

        public string Path => _folder.FullName;

        public string File(string name) => System.IO.Path.Combine(Path, name);

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
