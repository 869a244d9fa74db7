using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Agents.Memory;
using OrleansAgents.Grains.Manifests;
using Xunit;

namespace OrleansAgents.Assistant.Tests.Agents;

public sealed class BuiltInManifestsTests
{
    private static readonly string[] SentencesOfTheTests =
    [
        "我今晚想做四人份的麻婆豆腐，七点到家", "How do I get from Hangzhou East station to West Lake, and split 360 yuan among five",
    ];

    [Fact]
    public void Manifests_KeepTheRules()
    {
        var manifests = BuiltInManifests.Load();
        Assert.Equal(["grocery", "maps", "memory", "mobility", "pay", "shopping", "travel"], manifests.Select(static manifest => manifest.Id));
        Assert.All(manifests, ManifestCheck.Check);
    }

    [Fact]
    public void Manifests_SurviveBeingWrittenAndRead()
        => Assert.All(BuiltInManifests.Load(), static manifest => Assert.Equal(ManifestJson.Write(manifest), ManifestJson.Write(ManifestJson.Read(ManifestJson.Write(manifest)))));

    [Fact]
    public async Task EverySkill_HasAHandlerThatKnowsIt()
    {
        using var services = new ServiceCollection().AddSingleton<IPreferences>(new NotedPreferences()).AddBuiltInAgents().BuildServiceProvider();
        var handlers = services.GetServices<IAgentHandler>().ToDictionary(static handler => handler.Agent);
        using var nothing = JsonDocument.Parse("{}");
        foreach (var manifest in BuiltInManifests.Load())
        {
            var handler = handlers[manifest.Id];
            var unknown = await handler.InvokeAsync(Context("no_such_skill"), nothing.RootElement, CancellationToken.None);
            Assert.Equal(SkillFailure.Unknown, unknown.Failure);
            foreach (var skill in manifest.Skills.Where(static skill => skill.IsFree))
            {
                // Arguments that the schema would refuse may be met with an exception: the handler is reached, which is all that is asked here.
                var failure = await Record.ExceptionAsync(async () => Assert.NotEqual(SkillFailure.Unknown, (await handler.InvokeAsync(Context(skill.Id), nothing.RootElement, CancellationToken.None)).Failure));
                Assert.True(failure is null or KeyNotFoundException, failure?.ToString());
            }
        }

        static SkillContext Context(string skill) => new(skill, "local:somebody", "zh-CN", AgentCaller.Shanghai, AgentCaller.Now);
    }

    [Fact]
    public void Examples_AreManyAndNotThoseThatTestsAskWith()
        => Assert.All(BuiltInManifests.Load().SelectMany(static manifest => manifest.Skills), static skill =>
        {
            Assert.InRange(skill.Examples.Zh.Count, 4, 16);
            Assert.InRange(skill.Examples.En.Count, 4, 16);
            Assert.Empty(skill.Examples.Zh.Concat(skill.Examples.En).Intersect(SentencesOfTheTests));
        });

    [Fact]
    public void Inputs_OfBuiltInMeanings_AreMarked()
    {
        var route = Skill("maps", "route").Input.GetProperty("properties");
        Assert.Equal("origin", route.GetProperty("origin").GetProperty("x-role").GetString());
        Assert.Equal("destination", route.GetProperty("destination").GetProperty("x-role").GetString());
        Assert.Equal(Semantics.Items, Skill("grocery", "quote").Input.GetProperty("properties").GetProperty("items").GetProperty("x-semantic").GetString());
        Assert.Equal(Semantics.Items, Skill("grocery", "ingredients").Output.GetProperty("properties").GetProperty("items").GetProperty("x-semantic").GetString());
        Assert.Equal(["quote"], Skill("grocery", "ingredients").Suggests);
    }

    [Fact]
    public void Vocabulary_OfPlaces_GivesSharedNamesWithoutAnId()
    {
        var places = BuiltInManifests.Load().Single(static manifest => manifest.Id == "maps").Vocabularies.Single(static vocabulary => vocabulary.Semantic == Semantics.Place);
        var lake = Assert.Single(places.Terms, static term => term.Zh.Contains("西湖"));
        Assert.False(lake.Value.TryGetProperty("id", out _));
        Assert.Equal("hangzhou-east-railway-station", Assert.Single(places.Terms, static term => term.En.Contains("Hangzhou East station")).Value.GetProperty("id").GetString());
        var names = places.Terms.SelectMany(static term => term.Zh.Concat(term.En)).Select(static name => name.ToUpperInvariant()).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Fact]
    public void Vocabulary_OfPlaces_IsFoundByTheAgent()
        => Assert.All(
            BuiltInManifests.Load().Single(static manifest => manifest.Id == "maps").Vocabularies.Single(static vocabulary => vocabulary.Semantic == Semantics.Place).Terms,
            static term => Assert.Null(AgentCaller.Call("maps", "find_place", $$"""{"place": {{term.Value.GetRawText()}}}""").Failure));

    [Fact]
    public void Vocabulary_OfDishes_IsFoundByTheAgent()
        => Assert.All(
            BuiltInManifests.Load().Single(static manifest => manifest.Id == "grocery").Vocabularies.Single(static vocabulary => vocabulary.Semantic == Semantics.Dish).Terms,
            static term => Assert.Null(AgentCaller.Call("grocery", "ingredients", $$"""{"dish": {{term.Value.GetRawText()}}}""").Failure));

    private static SkillManifest Skill(string agent, string skill) => BuiltInManifests.Load().Single(manifest => manifest.Id == agent).Skills.Single(one => one.Id == skill);
}
