using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Assistant.Tests.Understanding;

/// <summary>The manifests that the program comes with.</summary>
public sealed class BuiltInAgentTests
{
    private static readonly ManifestSet Manifests = ManifestSet.Create(BuiltInManifests.Load());
    private static readonly ManifestModels Models = new();

    [Theory]
    [InlineData("我今晚想做四人份的麻婆豆腐，七点到家", "grocery.ingredients>grocery.quote")]
    [InlineData("How do I get from Hangzhou East station to West Lake, and split 360 yuan among five", "maps.route>pay.split")]
    [InlineData("I'm cooking mapo tofu for four tonight, have it delivered by seven", "grocery.ingredients>grocery.quote")]
    [InlineData("明天做红烧肉，六个人，中午十二点前送到", "grocery.ingredients>grocery.quote")]
    [InlineData("做个鱼香肉丝，三个人吃", "grocery.ingredients")]
    [InlineData("豆腐能做什么菜", "grocery.find_dish")]
    [InlineData("推荐几个粤菜", "grocery.find_dish")]
    [InlineData("灵隐寺在哪", "maps.find_place")]
    [InlineData("西湖附近有什么好玩的", "maps.nearby")]
    [InlineData("where can I see museums around the Bund", "maps.nearby")]
    [InlineData("北京南站去故宫坐地铁要多久", "maps.route")]
    [InlineData("how do I walk from West Lake to Lingyin Temple", "maps.route")]
    [InlineData("How much does a ride from Shanghai Hongqiao to the Bund cost", "maps.ride_estimate")]
    [InlineData("my balance please", "pay.balance")]
    [InlineData("八百块钱五个人分，每个人多少", "pay.split")]
    [InlineData("split 360 by 5", "pay.split")]
    [InlineData("我今天心情不错，想做个麻婆豆腐", "grocery.ingredients")]
    public async Task Utterance_GivesTheStepsThatItAsksFor(string text, string steps)
    {
        var planning = await Plan(text);

        Assert.Equal(steps, string.Join('>', (planning.Plan?.Steps ?? []).Select(static step => step.Skill.ToString())));
        Assert.All(planning.Plan!.Steps, static step => Assert.True(step.IsGoal));
        Assert.Null(planning.Question);
    }

    [Theory]
    [InlineData("打车去灵隐寺多少钱", "origin")]
    [InlineData("directions to West Lake", "origin")]
    [InlineData("360块AA每人多少", null)]
    public async Task Utterance_ThatLacksSomething_IsAskedBack(string text, string? role)
    {
        var planning = await Plan(text);

        Assert.Null(planning.Plan);
        Assert.Equal(role, planning.Question?.Role);
    }

    [Theory]
    [InlineData("讲个笑话")]
    [InlineData("西湖是谁修的")]
    [InlineData("明天天气怎么样")]
    [InlineData("write a poem")]
    [InlineData("book a flight to London")]
    public async Task Utterance_OfNoAgent_IsUnmet(string text) => Assert.Equal(UnmetReason.NothingFits, Assert.Single((await Plan(text)).Unmet).Reason);

    [Theory]
    [InlineData("你好呀")]
    [InlineData("thanks a lot")]
    public async Task Talk_AsksForNothing(string text) => Assert.Equal(UnmetReason.Talk, Assert.Single((await Plan(text)).Unmet).Reason);

    private static async Task<Grains.Planning.PlanningResult> Plan(string text)
    {
        var utterance = FactText.Say(text);
        var understood = new RuleUnderstanding(Models).Understand(utterance, Manifests);
        return await new RulePlanner(Models).PlanAsync(new Need(utterance, understood, Manifests), CancellationToken.None);
    }
}
