using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Assistant.Tests.Understanding;

/// <summary>None of these sentences stands in a manifest.</summary>
public sealed class RoutingTests
{
    private static readonly RuleUnderstanding Understanding = new(new ManifestModels());

    [Theory]
    [InlineData("灵隐寺到西溪湿地步行多远", "maps.route")]
    [InlineData("导航去浦东机场", "maps.route")]
    [InlineData("从公司去西湖怎么走最快", "maps.route")]
    [InlineData("how do I get to Xixi Wetland from Lingyin Temple", "maps.route")]
    [InlineData("directions from the office to Pudong Airport", "maps.route")]
    [InlineData("how long does it take to get to West Lake by metro", "maps.route")]
    [InlineData("灵隐寺附近有什么好吃的", "maps.nearby")]
    [InlineData("浦东机场周边的便利店", "maps.nearby")]
    [InlineData("coffee shops near Xixi Wetland", "maps.nearby")]
    [InlineData("is there a pharmacy close to West Lake", "maps.nearby")]
    [InlineData("红烧肉要哪些食材", "kitchen.ingredients")]
    [InlineData("我想做清蒸鲈鱼", "kitchen.ingredients")]
    [InlineData("今晚想吃饺子", "kitchen.ingredients")]
    [InlineData("想做三人份的番茄炒蛋", "kitchen.ingredients")]
    [InlineData("what do I need for steamed bass", "kitchen.ingredients")]
    [InlineData("I want to cook dumplings for six", "kitchen.ingredients")]
    [InlineData("食材八点前送到要多少钱", "kitchen.quote")]
    [InlineData("get the ingredients for braised pork delivered by eight", "kitchen.quote")]
    [InlineData("买这些食材吧，下单", "kitchen.order")]
    [InlineData("place an order for these groceries", "kitchen.order")]
    [InlineData("500元四个人平分", "purse.split")]
    [InlineData("八百块我们六个人AA", "purse.split")]
    [InlineData("这顿饭花了720，我们8个人平摊", "purse.split")]
    [InlineData("split 900 yuan among seven", "purse.split")]
    [InlineData("divide the bill of 120 yuan between three people", "purse.split")]
    [InlineData("钱包余额还有多少", "purse.balance")]
    [InlineData("how much money is left in my wallet", "purse.balance")]
    [InlineData("给小李转300块", "purse.transfer")]
    [InlineData("send 50 yuan to Anna", "purse.transfer")]
    [InlineData("图书馆有没有三体", "library.find_book")]
    [InlineData("does the library have Emma", "library.find_book")]
    [InlineData("周日下午阅览室有位子吗", "library.reading_room")]
    [InlineData("free seats in the reading room on Monday", "library.reading_room")]
    [InlineData("续借红楼梦", "library.renew")]
    [InlineData("renew Walden", "library.renew")]
    [InlineData("后天苏州到上海的高铁", "travel.trains")]
    [InlineData("trains from Suzhou to Beijing on Sunday", "travel.trains")]
    [InlineData("北京的酒店，两个人，预算600", "travel.hotels")]
    [InlineData("find a hotel in Beijing for three", "travel.hotels")]
    [InlineData("周日能剪头发吗", "salon.slots")]
    [InlineData("can I get a manicure on Friday afternoon", "salon.slots")]
    public void Utterance_OfOneSkill_IsRoutedToIt(string text, string skill)
    {
        var understood = Understanding.Understand(FactText.Say(text), SampleAgents.All);

        var goal = Assert.Single(understood.Goals);
        Assert.NotEmpty(goal.Skills);
        Assert.Equal(skill, goal.Skills[0].Skill.ToString());
        Assert.InRange(goal.Skills[0].Score, 0, 1);
    }

    [Theory]
    [InlineData("你好呀")]
    [InlineData("讲个故事吧")]
    [InlineData("今天天气怎么样")]
    [InlineData("帮我写一份周报")]
    [InlineData("放一首歌")]
    [InlineData("怎么治感冒")]
    [InlineData("明早七点叫我起床")]
    [InlineData("hello there")]
    [InlineData("write me a poem about the sea")]
    [InlineData("what is the capital of France")]
    [InlineData("who won the world cup")]
    [InlineData("play some jazz")]
    [InlineData("translate this into German")]
    [InlineData("asdf qwer zxcv")]
    [InlineData("360")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("！！！？？？")]
    [InlineData("😀😀😀")]
    public void Utterance_OfNoSkill_FitsNothing(string text)
    {
        var understood = Understanding.Understand(FactText.Say(text), SampleAgents.All);

        Assert.Empty(Assert.Single(understood.Goals).Skills);
    }

    [Theory]
    [InlineData("怎么去 West Lake", "zh")]
    [InlineData("how do I get to the lake", "en")]
    [InlineData("360", "en")]
    public void Language_IsThatOfTheWords(string text, string language) => Assert.Equal(language, Understanding.Understand(FactText.Say(text), SampleAgents.All).Language);

    [Fact]
    public void Utterance_WhenAnAgentForItIsRegistered_IsNoLongerOutOfScope()
    {
        var weather = Typed.Agent("weather", [], Typed.Skill(
            "forecast", ("天气预报", "Weather forecast"), "when:TimeWindow", "forecast:Forecast", ["今天天气如何", "明天会下雨吗", "后天多少度"], ["what is the weather today", "will it rain tomorrow"]));

        var understood = Understanding.Understand(FactText.Say("今天天气怎么样"), Grains.Manifests.ManifestSet.Create([.. SampleAgents.All.Agents, weather]));

        Assert.Equal("weather.forecast", understood.Goals[0].Skills.FirstOrDefault()?.Skill.ToString());
    }

    [Theory]
    [InlineData("does anyone teach the trumpet", "one.lesson")]
    [InlineData("I want to learn the trumpet", "one.lesson")]
    [InlineData("想学大提琴", "one.lesson")]
    [InlineData("my sheep have a fever", "two.visit")]
    [InlineData("山羊不吃草了", "two.visit")]
    public void Utterance_WithoutAWordOfAnyExample_IsRoutedByTheFieldOfItsWords(string text, string skill)
    {
        var music = Typed.Agent("one", [], Typed.Skill("lesson", ("课", "Lessons"), "when:TimeWindow", "lesson:Lesson", ["孩子的钢琴课", "吉他怎么调音"], ["piano lessons for my son", "who tunes guitars"]));
        var cattle = Typed.Agent("two", [], Typed.Skill("visit", ("出诊", "Visits"), "when:TimeWindow", "visit:Visit", ["奶牛病了", "母猪生小猪请医生"], ["the cow is ill", "our calf does not drink"]));

        var understood = Understanding.Understand(FactText.Say(text), Grains.Manifests.ManifestSet.Create([music, cattle]));

        Assert.Equal(skill, understood.Goals[0].Skills.FirstOrDefault()?.Skill.ToString());
    }
}
