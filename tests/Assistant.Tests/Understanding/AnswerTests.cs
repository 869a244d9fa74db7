using OrleansAgents.Grains.Intents;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Assistant.Tests.Understanding;

public sealed class AnswerTests
{
    private static readonly ManifestModels Models = new();
    private static readonly RuleUnderstanding Understanding = new(Models);

    [Theory]
    [InlineData("怎么去西湖", "杭州东站", "Place", "origin", "Place/destination=West Lake; Place/origin=Hangzhou East station")]
    [InlineData("怎么去西湖", "从杭州东站出发", "Place", "origin", "Place/destination=West Lake; Place/origin=Hangzhou East station")]
    [InlineData("怎么去西湖", "公司", "Place", "origin", "Place/destination=West Lake; Place/origin=公司")]
    [InlineData("directions to Lingyin Temple", "from my office", "Place", "origin", "Place/destination=Lingyin Temple; Place/origin=office")]
    [InlineData("directions to Lingyin Temple", "West Lake", "Place", "origin", "Place/destination=Lingyin Temple; Place/origin=West Lake")]
    [InlineData("360元AA一下", "5", "PartySize", null, "Money=360 CNY; PartySize=5")]
    [InlineData("360元AA一下", "五个人", "PartySize", null, "Money=360 CNY; PartySize=5")]
    [InlineData("360元AA一下", "五", "PartySize", null, "Money=360 CNY; PartySize=5")]
    [InlineData("share the cost among six", "720", "Money", null, "PartySize=6; Money=720 CNY")]
    [InlineData("北京有什么便宜的宾馆", "明天", "TimeWindow", null, "Place=Beijing; TimeWindow=11-23 00:00..11-24 00:00")]
    [InlineData("阅览室还有位子吗", "七点", "TimeWindow", null, "TimeWindow=11-22 19:00")]
    [InlineData("is the study room free", "seven", "TimeWindow", null, "TimeWindow=11-22 19:00")]
    [InlineData("想约个时间去美容美发店", "理发", "Treatment", null, "Treatment=haircut")]
    public void Message_ThatTellsWhatWasAsked_CompletesTheEarlierOne(string earlier, string answer, string semantic, string? role, string facts)
    {
        var open = Understanding.Understand(FactText.Say(earlier), SampleAgents.All);

        var both = Understanding.Answer(FactText.Say(earlier), FactText.Say(answer), new OpenQuestion(semantic, role, earlier), SampleAgents.All);

        Assert.Equal(open.Goals.Select(static goal => goal.Text), both.Goals.Select(static goal => goal.Text));
        Assert.Equal(facts, string.Join("; ", both.Facts.Select(FactText.Of)));
    }

    /// <summary>Who picks a name in the other language from what is offered still speaks their own.</summary>
    [Theory]
    [InlineData("directions to Lingyin Temple", "西湖", "en")]
    [InlineData("directions to Lingyin Temple", "从西湖出发", "zh")]
    [InlineData("怎么去西湖", "Hangzhou East station", "zh")]
    [InlineData("怎么去西湖", "from Hangzhou East station, please", "en")]
    public void Answer_ThatIsANameAlone_KeepsTheLanguageOfTheConversation(string earlier, string answer, string language)
        => Assert.Equal(language, Understanding.Answer(FactText.Say(earlier), FactText.Say(answer), new OpenQuestion("Place", "origin", earlier), SampleAgents.All).Language);

    [Theory]
    [InlineData("怎么去西湖", "360元五个人AA每人多少", "purse.split")]
    [InlineData("directions to Lingyin Temple", "what do I need to cook mapo tofu", "kitchen.ingredients")]
    [InlineData("怎么去西湖", "图书馆有没有三体", "library.find_book")]
    public void Message_ThatAsksForSomethingElse_StandsAlone(string earlier, string answer, string skill)
    {
        var said = Understanding.Answer(FactText.Say(earlier), FactText.Say(answer), new OpenQuestion("Place", "origin", earlier), SampleAgents.All);

        Assert.Equal(skill, Assert.Single(said.Goals).Skills[0].Skill.ToString());
    }

    [Theory]
    [InlineData("算了")]
    [InlineData("never mind")]
    public void Message_ThatGivesUp_IsNoAnswer(string answer)
    {
        var said = Understanding.Answer(FactText.Say("怎么去西湖"), FactText.Say(answer), new OpenQuestion("Place", "origin", "怎么去西湖"), SampleAgents.All);

        Assert.Empty(Assert.Single(said.Goals).Skills);
    }

    [Fact]
    public async Task Question_AndItsAnswer_MakeAPlan()
    {
        RulePlanner planner = new(Models);
        var earlier = FactText.Say("怎么去西湖");
        var first = await planner.PlanAsync(new Need(earlier, Understanding.Understand(earlier, SampleAgents.All), SampleAgents.All), CancellationToken.None);
        var question = first.Question!;

        var both = Understanding.Answer(earlier, FactText.Say("杭州东站"), new OpenQuestion(question.Semantic, question.Role, earlier.Text), SampleAgents.All);
        var second = await planner.PlanAsync(new Need(earlier, both, SampleAgents.All), CancellationToken.None);

        Assert.Null(first.Plan);
        Assert.Null(second.Question);
        Assert.Equal("maps.route", Assert.Single(second.Plan!.Steps).Skill.ToString());
    }
}
