using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Assistant.Tests.Understanding;

public sealed class SplittingTests
{
    private static readonly RuleUnderstanding Understanding = new(new ManifestModels());

    [Theory]
    [InlineData("How do I get from Hangzhou East station to West Lake, and split 360 yuan among five", "maps.route|purse.split")]
    [InlineData("从杭州东站到西湖怎么走，顺便算一下360元五个人AA每人多少", "maps.route|purse.split")]
    [InlineData("从杭州东站到西湖怎么走；西湖附近有什么好吃的", "maps.route|maps.nearby")]
    [InlineData("find a hotel in Suzhou next Saturday and trains from Shanghai to Suzhou", "travel.hotels|travel.trains")]
    [InlineData("查一下我的余额，然后360块五个人平分", "purse.balance|purse.split")]
    [InlineData("从杭州东站到西湖怎么走，西湖附近有什么好吃的，360块五个人AA", "maps.route|maps.nearby|purse.split")]
    [InlineData("check my wallet. Does the library have Emma?", "purse.balance|library.find_book")]
    public void Utterance_OfSeveralSkills_IsDivided(string text, string skills)
        => Assert.Equal(skills, string.Join('|', Understanding.Understand(FactText.Say(text), SampleAgents.All).Goals.Select(static goal => goal.Skills[0].Skill.ToString())));

    [Theory]
    [InlineData("我今晚想做四人份的麻婆豆腐，七点到家")]
    [InlineData("I want to cook mapo tofu for four tonight, home at seven")]
    [InlineData("今晚想做麻婆豆腐和红烧肉")]
    [InlineData("what do I need for mapo tofu and braised pork")]
    [InlineData("从杭州东站到西湖怎么走")]
    [InlineData("how do I get from Hangzhou East station to West Lake and Lingyin Temple")]
    [InlineData("我和小明去西湖怎么走")]
    [InlineData("我今天心情不错，想做个麻婆豆腐")]
    [InlineData("你好，去西湖怎么走")]
    [InlineData("split 1,200 yuan among five, thanks")]
    public void Utterance_OfOneSkill_StaysWhole(string text)
        => Assert.NotEmpty(Assert.Single(Understanding.Understand(FactText.Say(text), SampleAgents.All).Goals).Skills);

    [Fact]
    public void GoalOfNoSkill_BesideAnother_IsAGoalThatNothingFits()
    {
        var understood = Understanding.Understand(FactText.Say("360元五个人AA，再讲个笑话"), SampleAgents.All);

        Assert.Equal(2, understood.Goals.Length);
        Assert.Equal("讲个笑话", understood.Goals[1].Text);
        Assert.Empty(understood.Goals[1].Skills);
    }

    [Fact]
    public void Facts_BelongToTheGoalThatTheyStandIn()
    {
        var understood = Understanding.Understand(FactText.Say("How do I get from Hangzhou East station to West Lake, and split 360 yuan among five"), SampleAgents.All);

        Assert.Equal("How do I get from Hangzhou East station to West Lake", understood.Goals[0].Text);
        Assert.Equal("split 360 yuan among five", understood.Goals[1].Text);
        Assert.Equal(
            ["0 Place/origin=Hangzhou East station", "0 Place/destination=West Lake", "1 Money=360 CNY", "1 PartySize=5"],
            understood.Facts.Select(static fact => $"{fact.Goal} {FactText.Of(fact)}"));
    }

    [Theory]
    [InlineData("360 块 5 AA 每人多少", "Money=360 CNY; PartySize=5")]
    public void BareNumbers_OfASkillThatNeedsThem_GetTheirMeaning(string text, string facts)
        => Assert.Equal(facts, string.Join("; ", Understanding.Understand(FactText.Say(text), SampleAgents.All).Facts.Select(FactText.Of)));
}
