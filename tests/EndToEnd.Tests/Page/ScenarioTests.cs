using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace OrleansAgents.EndToEnd.Tests.Page;

/// <summary>Everyday needs in the page, in both languages. What is asserted are facts and agents, not the words around them.</summary>
[Collection(SharedChromium.Name)]
public sealed class ScenarioTests(Chromium chromium, Gateways gateways) : IClassFixture<Gateways>
{
    [Theory]
    [InlineData("下周六 20 个人在杭州团建，预算 8000 元", 3, "大巴", "每人")]
    [InlineData("Plan a team building for 20 people in Hangzhou next Saturday, budget 8000 yuan", 3, "coach", "each")]
    [InlineData("下周末从上海去杭州玩两天，两个人，预算3000", 2, "上海到杭州", "入住杭州")]
    [InlineData("A weekend trip from Shanghai to Nanjing for 2 people with a budget of 3000 yuan", 2, "Shanghai to Nanjing", "hotel")]
    [InlineData("比较一下降噪耳机的价格", 1, "比价", "¥")]
    [InlineData("Compare prices of running shoes", 1, "Cheapest", "¥")]
    [InlineData("明天下午三点要到萧山机场，我从浙大几点出发", 1, "萧山国际机场", "出发")]
    [InlineData("I must be at Xiaoshan airport by 3 pm tomorrow, when should I leave West Lake", 1, "West Lake", "leave")]
    public async Task Need_OfSeveralAgentsOrOne_IsAnsweredWithItsFacts(string text, int stepsMin, string fact, string other)
    {
        await using var visit = await OpenAsync(text);
        await visit.SayAsync(text);
        await visit.EndedAsync(1);
        Assert.InRange(await visit.Page.Locator(".step").CountAsync(), stepsMin, 8);
        await Expect(visit.Page.Locator(".step[data-state=done]")).ToHaveCountAsync(await visit.Page.Locator(".step").CountAsync());
        await Expect(visit.Page.Locator(".answer")).ToContainTextAsync(fact, new LocatorAssertionsToContainTextOptions { IgnoreCase = true });
        await Expect(visit.Page.Locator(".answer")).ToContainTextAsync(other, new LocatorAssertionsToContainTextOptions { IgnoreCase = true });
        await Expect(visit.Page.Locator(".card")).Not.ToHaveCountAsync(0);
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData("你好", "我可以帮你")]
    [InlineData("hello", "I can help")]
    [InlineData("写一首关于春天的诗", "我可以帮你")]
    [InlineData("tell me a joke", "I can help")]
    public async Task TalkAndWhatNoAgentDoes_AreAnsweredWithWhatCanBeAskedFor(string text, string says)
    {
        await using var visit = await OpenAsync(text);
        await visit.SayAsync(text);
        await visit.EndedAsync(1);
        await Expect(visit.Page.Locator(".answer")).ToContainTextAsync(says);
        await Expect(visit.Page.Locator(".step")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Preference_ThatIsRemembered_SpeaksForARecommendation()
    {
        await using var visit = await OpenAsync("记");
        await visit.SayAsync("记住我喜欢降噪");
        await visit.EndedAsync(1);
        await visit.SayAsync("推荐一款耳机");
        await visit.EndedAsync(2);
        await Expect(visit.Page.Locator(".answer").Last).ToContainTextAsync("降噪");
    }

    private async Task<Visit> OpenAsync(string text)
    {
        var visit = await chromium.VisitAsync(text.Any(static character => character > '\u2e80') ? "zh-CN" : "en-US", timeZone: Gateways.MorningZone);
        await visit.Page.GotoAsync(gateways.Assistant.Address.ToString());
        return visit;
    }
}
