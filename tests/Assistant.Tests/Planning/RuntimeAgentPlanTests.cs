using OrleansAgents.Assistant.Tests.Understanding;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Assistant.Tests.Planning;

/// <summary>Plans across the agents of the program and one that it has never seen, the cooking studio of the evaluation.</summary>
public sealed class RuntimeAgentPlanTests
{
    private static readonly ManifestSet Manifests = ManifestSet.Create([.. BuiltInManifests.Load(), ManifestJson.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "cases", "scenarios", "studio.json")))]);

    private static readonly ManifestModels Models = new();

    /// <summary>A router chooses one skill; the words speak for two, and one lives on what the other gives.</summary>
    [Theory]
    [InlineData("sushi class for two of us, fifty-fifty")]
    [InlineData("4 of us take the sushi class, we split the cost")]
    [InlineData("粤菜课6个人一起报，学费大家平分")]
    [InlineData("5个人上烘焙课，费用AA")]
    public async Task CostThatIsShared_IsFoundOutAndSplit(string text)
    {
        var steps = (await PlanAsync(text)).Plan!.Steps;

        var fee = Assert.Single(steps, static step => step.Skill == new SkillRef("studio", "fee"));
        var split = Assert.Single(steps, static step => step.Skill == new SkillRef("pay", "split"));
        Assert.Contains(new PlanArgument("amount", new StepOutput(fee.Id, "fee")), split.Arguments);
    }

    [Theory]
    [InlineData("What does the sushi class cost for 4 people", "studio.fee")]
    [InlineData("两个人上烘焙课一共多少学费", "studio.fee")]
    [InlineData("做四个人吃的麻婆豆腐要买什么", "grocery.ingredients")]
    [InlineData("明天3个人从上海到杭州的高铁", "travel.search_trains")]
    public async Task OneThing_IsPlannedAlone(string text, string skill)
        => Assert.Equal([skill], (await PlanAsync(text)).Plan!.Steps.Select(static step => step.Skill.ToString()));

    [Theory]
    [InlineData("烹饪课6个人报名多少钱", "请选一个：寿司课、烘焙课、粤菜课。")]
    [InlineData("What is the fee of a cooking class for 6", "Which one is it: sushi class, baking class, Cantonese cooking class?")]
    public async Task OneOfAFew_IsAskedForByName(string text, string question)
    {
        var planning = await PlanAsync(text);

        Assert.Equal("StudioClass", planning.Question?.Semantic);
        Assert.Equal(question, planning.Question!.Text.In(FoldedText.HasChinese(text) ? "zh" : "en"));
    }

    /// <summary>"What does the material cost" would ask for a dish by itself; the next words have the same price told for the recipe.</summary>
    [Fact]
    public async Task PartThatIsServedBesideIt_IsNotAskedAbout()
    {
        var planning = await PlanAsync("工坊的三杯鸡秘方，材料费多少，18:30前送到家");

        Assert.Equal(["studio.recipe", "grocery.quote"], planning.Plan!.Steps.Select(static step => step.Skill.ToString()));
        Assert.Null(planning.Question);
    }

    private static async Task<PlanningResult> PlanAsync(string text)
    {
        var utterance = FactText.Say(text);
        return await new RulePlanner(Models).PlanAsync(new Need(utterance, new RuleUnderstanding(Models).Understand(utterance, Manifests), Manifests), CancellationToken.None);
    }
}
