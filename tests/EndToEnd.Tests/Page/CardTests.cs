using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace OrleansAgents.EndToEnd.Tests.Page;

/// <summary>Each kind of card that the built-in agents give, as a person sees it: drawn in the page's language, named for screen readers, and within the width of a phone.</summary>
[Collection(SharedChromium.Name)]
public sealed partial class CardTests(Chromium chromium, Gateways gateways) : IClassFixture<Gateways>
{
    private static readonly (string Said, (string Name, string[] Texts)[] Cards)[] Chinese =
    [
        ("比较一下降噪耳机的价格", [("降噪耳机比价", ["最便宜", "品牌自营价", "到手价", "用券：", "券前 ¥", "尚未下单"])]),
        ("下周末从上海去杭州玩两天，两个人，预算3000", [("上海 → 杭州", ["出发 → 到达", "二等座", "2 人", "× 2 合计", "¥146.00"]), ("杭州的酒店", ["每晚每间", "1 间", "1 晚", "尚未预订"]), ("杭州附近", ["西湖", "公里"])]),
        ("下周六 20 个人在杭州团建，预算 8000 元", [("杭州", ["20 人", "大巴", "每辆 45 座", "合计"]), ("桌游", ["券前 ¥", "× 20 合计"]), ("分摊", ["每人"])]),
        ("从杭州东站打车到西湖多少钱", [("杭州东站 → 西湖", ["直线", "打车", "分钟"])]),
        ("把1000元平摊给七个人", [("分摊", ["¥142.86", "¥142.85", "5 人"])]),
        ("明天下午三点要到萧山机场，我从浙大几点出发", [("杭州浙江大学紫金港校区 → 杭州萧山国际机场", ["15:00 前到达", "驾车", "出发", "另留"])]),
        ("记住我喜欢降噪", [("已记住", ["我喜欢降噪", "共记着 1 条"])]),
        ("你记得我什么", [("我记着的", ["我喜欢降噪"])]),
        ("忘掉我喜欢降噪", [("已忘掉", ["我喜欢降噪", "共记着 0 条"])]),
        ("帮我订明天上海到杭州的火车票，两个人", [("方案 · 订火车票", ["尚未执行", "上海", "杭州", "要等你确认"])]),
    ];

    private static readonly (string Said, (string Name, string[] Texts)[] Cards)[] English =
    [
        ("Compare prices of running shoes", [("Prices of running shoes", ["cheapest", "Maker's own shop", "To pay", "coupon:", "list ¥", "nothing is ordered"])]),
        ("Plan a trip from Shanghai to Hangzhou next Saturday for 2 people with a budget of 3000 yuan", [("Shanghai → Hangzhou", ["Departs → arrives", "second class", "2 people", "× 2", "¥146.00"]), ("Hotels in Hangzhou", ["Room a night", "1 room", "1 night", "nothing is booked"])]),
        ("Plan a team building for 20 people in Hangzhou next Saturday, budget 8000 yuan", [("Hangzhou", ["20 people", "coach", "45 seats each", "Total for 1 × coach"]), ("board game", ["list ¥", "× 20"]), ("Split bill", ["each"])]),
        ("How much is a ride from Hangzhou East station to West Lake", [("Hangzhou East Railway Station → West Lake", ["in a straight line", "by ride", "min"])]),
        ("split 1000 yuan among seven", [("Split bill", ["¥142.86", "¥142.85", "5 people"])]),
        ("I must be at Xiaoshan airport by 3 pm tomorrow, when should I leave West Lake", [("West Lake (Hangzhou) → Hangzhou Xiaoshan International Airport", ["there by", "15:00", "by car", "leave at", "to spare"])]),
        ("remember that I like noise cancelling", [("Remembered", ["I like noise cancelling", "1 thing kept in all"])]),
        ("what do you remember about me", [("What I keep in mind", ["I like noise cancelling"])]),
        ("forget everything you know about me", [("Forgotten", ["I like noise cancelling", "0 things kept in all"])]),
        ("Book a train from Shanghai to Hangzhou tomorrow for two people", [("Proposal · Book a train", ["not done yet", "Shanghai", "Hangzhou", "needs your confirmation"])]),
    ];

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en-US")]
    public async Task Cards_OfEachKind_SayWhatTheyShowInThePagesLanguage(string language)
    {
        await using var visit = await chromium.VisitAsync(language, timeZone: Gateways.MorningZone);
        await visit.Page.GotoAsync(gateways.Assistant.Address.ToString());
        var turns = 0;
        foreach (var (said, cards) in language == "zh-CN" ? Chinese : English)
        {
            await visit.SayAsync(said);
            await visit.EndedAsync(++turns);
            foreach (var (name, texts) in cards)
            {
                var card = visit.Turns.Last.GetByRole(AriaRole.Region, new LocatorGetByRoleOptions { Name = name, Exact = true });
                await Expect(card).ToBeVisibleAsync();
                foreach (var text in texts)
                {
                    await Expect(card).ToContainTextAsync(text, new LocatorAssertionsToContainTextOptions { IgnoreCase = true });
                }
            }

            await Expect(visit.Turns.Last.Locator(".card[data-kind=anything]")).ToHaveCountAsync(0);
        }

        await visit.Page.SetViewportSizeAsync(390, 780);
        await visit.PictureAsync($"cards-{language}");
        var cut = await visit.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('.card, .card *')].filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline').map(e => e.closest('.card').ariaLabel)");
        Assert.Empty(cut);
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData("zh-CN", "从上海到Taizhou明天的火车", "是哪一个？")]
    [InlineData("en-US", "hotels in Taizhou next Saturday for 2", "Which one is it?")]
    public async Task Question_WithChoices_OffersThemAndTakesOne(string language, string said, string question)
    {
        await using var visit = await chromium.VisitAsync(language, timeZone: Gateways.MorningZone);
        await visit.Page.GotoAsync(gateways.Assistant.Address.ToString());
        await visit.SayAsync(said);
        await visit.EndedAsync(1);

        await Expect(visit.Page.Locator(".answer")).ToContainTextAsync(question);
        await Expect(visit.Page.Locator(".choices")).ToHaveAttributeAsync("aria-label", new Regex(Regex.Escape(question)));
        await Expect(visit.Page.Locator(".choices button")).ToHaveTextAsync(["台州", "泰州"]);
        await visit.Page.Locator(".choices button").First.ClickAsync();
        await visit.EndedAsync(2);

        await Expect(visit.Page.Locator(".choices button")).ToHaveCountAsync(0);
        await Expect(visit.Turns.Last.Locator(".bubble")).ToHaveTextAsync("台州");
        await Expect(visit.Turns.Last.Locator(".answer")).ToContainTextAsync(Either());
        Assert.Empty(visit.Complaints);
    }

    [GeneratedRegex("台州|Taizhou")]
    private static partial Regex Either();
}
