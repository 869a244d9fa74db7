using Microsoft.Playwright;
using OrleansAgents.EndToEnd.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace OrleansAgents.EndToEnd.Tests.Page;

/// <summary>What a person does with the page, against the real gateway.</summary>
[Collection(SharedChromium.Name)]
public sealed class ChatTests(Chromium chromium, Gateways gateways) : IClassFixture<Gateways>
{
    [Fact]
    public async Task MapoTofu_AskedInChinese_UnfoldsThePlanAndFillsACart()
    {
        await using var visit = await OpenAsync(gateways.Assistant, "zh-CN");
        await visit.SayAsync("我今晚想做四人份的麻婆豆腐，七点到家");
        await visit.EndedAsync(1);
        await Expect(visit.Page.Locator(".step[data-state=done]")).ToHaveCountAsync(await visit.Page.Locator(".step").CountAsync());
        Assert.InRange(await visit.Page.Locator(".step").CountAsync(), 2, 8);
        await Expect(visit.Page.Locator(".card[data-kind=ingredients]")).ToContainTextAsync("麻婆豆腐");
        await Expect(visit.Page.Locator(".card[data-kind=ingredients] .aside")).ToHaveTextAsync("4 人份");
        await Expect(visit.Page.Locator(".card[data-kind=cart] .delivery strong")).ToHaveTextAsync("19:00 前可送到");
        await Expect(visit.Page.Locator(".card[data-kind=cart] .sums [data-name=total]")).ToContainTextAsync("¥");
        await Expect(visit.Page.Locator(".answer")).Not.ToBeEmptyAsync();
        await visit.PictureAsync("mapo-tofu");
        await visit.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark, ReducedMotion = ReducedMotion.Reduce });
        await visit.PictureAsync("mapo-tofu-dark");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task RouteAndSplit_AskedInEnglish_AreDoneTogether()
    {
        await using var visit = await OpenAsync(gateways.Assistant);
        await visit.SayAsync("How do I get from Hangzhou East station to West Lake, and split 360 yuan among five");
        await visit.EndedAsync(1);
        await Expect(visit.Page.Locator(".step .agent[data-hue]")).ToHaveCountAsync(2);
        await Expect(visit.Page.Locator(".card[data-kind=route] .sketch .way")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".card[data-kind=split] .figure")).ToHaveTextAsync("¥72.00");
        await visit.PictureAsync("route-and-split");
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en-US")]
    public async Task Examples_OfTheEmptyPage_AreAllAnswered(string language)
    {
        await using var visit = await OpenAsync(gateways.Assistant, language);
        await Expect(visit.Page.Locator(".examples button")).ToHaveCountAsync(4);
        await visit.PictureAsync($"welcome-{language}");
        for (var example = 0; example < 4; example++)
        {
            await visit.Page.Locator(".examples button").Nth(example).ClickAsync();
            await visit.EndedAsync(1);
            await Expect(visit.Page.Locator(".card")).Not.ToHaveCountAsync(0);
            await Expect(visit.Page.Locator(".outcome")).ToBeHiddenAsync();
            await visit.Page.Locator(".begin").ClickAsync();
        }

        await Expect(visit.Page.Locator(".conversation-list li")).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task Stop_WhileAnAgentWorks_EndsTheTurnAndTheNextIsAnswered()
    {
        await using var visit = await OpenAsync(gateways.Echo);
        await visit.SayAsync("hold for the stop button");
        await gateways.Echo.Echo.Held("hold for the stop button");
        await Expect(visit.Page.Locator(".step[data-state=running]")).ToHaveCountAsync(1);
        await visit.Page.Locator(".stop").ClickAsync();
        await visit.EndedAsync(1);
        await Expect(visit.Page.Locator(".outcome")).ToHaveAttributeAsync("data-outcome", "cancelled");
        await Expect(visit.Page.Locator(".step")).ToHaveAttributeAsync("data-state", "stopped");
        await Expect(visit.Page.Locator(".stop")).ToBeHiddenAsync();
        await visit.SayAsync("and on");
        await visit.EndedAsync(2);
        await Expect(visit.Page.Locator(".answer").Last).ToHaveTextAsync("and on");
    }

    [Fact]
    public async Task Message_WhileATurnRuns_WaitsOrInterrupts()
    {
        await using var visit = await OpenAsync(gateways.Echo);
        await visit.SayAsync("hold the line");
        await gateways.Echo.Echo.Held("hold the line");
        await visit.SayAsync("waits");
        await Expect(visit.Turns.Nth(1)).ToHaveAttributeAsync("data-status", "waiting");
        await visit.SayAsync("withdrawn");
        await visit.Turns.Nth(2).GetByText("Withdraw", new LocatorGetByTextOptions { Exact = true }).ClickAsync();
        await Expect(visit.Turns.Nth(2).Locator(".outcome")).ToHaveAttributeAsync("data-outcome", "cancelled");
        await visit.SayAsync("interrupts", "Control+Enter");
        await visit.EndedAsync(4);
        await Expect(visit.Turns.Nth(0).Locator(".outcome")).ToHaveAttributeAsync("data-outcome", "cancelled");
        await Expect(visit.Turns.Nth(1).Locator(".answer")).ToHaveTextAsync("waits");
        await Expect(visit.Turns.Nth(3).Locator(".answer")).ToHaveTextAsync("interrupts");
    }

    [Fact]
    public async Task Reload_KeepsTheConversationAndTheGuest()
    {
        await using var visit = await OpenAsync(gateways.Assistant);
        await visit.SayAsync("split 360 yuan among five");
        await visit.EndedAsync(1);
        var shown = await visit.Page.Locator(".column").InnerTextAsync();
        await visit.Page.ReloadAsync();
        await visit.EndedAsync(1);
        Assert.Equal(shown, await visit.Page.Locator(".column").InnerTextAsync());
        await Expect(visit.Page.Locator(".conversation-list [aria-current]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Regenerate_ReplacesTheAnswer()
    {
        await using var visit = await OpenAsync(gateways.Echo);
        await visit.SayAsync("once more");
        await visit.EndedAsync(1);
        var address = visit.Page.Url;
        var first = await visit.Turns.First.ElementHandleAsync();
        await visit.Page.GetByText("Answer again").ClickAsync();
        await first!.WaitForElementStateAsync(ElementState.Hidden);
        await visit.EndedAsync(1);
        await Expect(visit.Turns).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator(".answer")).ToHaveTextAsync("once more");
        Assert.Equal(address, visit.Page.Url);

        // Both versions can be looked at, also after the page was opened anew.
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.Locator(".versions .place")).ToHaveTextAsync("2 / 2");
        await Expect(visit.Page.GetByLabel("Later version")).ToBeDisabledAsync();
        await visit.Page.GetByLabel("Earlier version").ClickAsync();
        await Expect(visit.Page.Locator(".versions .place")).ToHaveTextAsync("1 / 2");
        await Expect(visit.Page.Locator(".answer")).ToHaveTextAsync("once more");
        await Expect(visit.Page.GetByLabel("Earlier version")).ToBeDisabledAsync();
        await visit.PictureAsync("versions");
    }

    [Fact]
    public async Task Language_Switched_IsRememberedAndKeepsTheDraft()
    {
        await using var visit = await OpenAsync(gateways.Echo);
        await visit.Message.FillAsync("half a sentence");
        await visit.Page.Locator("[data-language=zh]").ClickAsync();
        await Expect(visit.Page.Locator(".begin")).ToHaveTextAsync("新对话");
        await Expect(visit.Message).ToHaveValueAsync("half a sentence");
        await Expect(visit.Page.Locator("[data-language=zh]")).ToBeFocusedAsync();
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
    }

    [Fact]
    public async Task Conversations_AreRenamedFoundAndDeleted()
    {
        await using var visit = await OpenAsync(gateways.Echo);
        foreach (var text in new[] { "about apples", "about pears" })
        {
            await visit.Page.Locator(".begin").ClickAsync();
            await visit.SayAsync(text);
            await visit.EndedAsync(1);
        }

        var rows = visit.Page.Locator(".conversation-list li");
        await Expect(rows).ToHaveCountAsync(2);
        await rows.First.HoverAsync();
        await rows.First.GetByTitle("Rename").ClickAsync();
        await visit.Page.Locator("dialog input").FillAsync("fruit of autumn");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator(".bar-title")).ToHaveTextAsync("fruit of autumn");
        await visit.Page.Locator(".search input").FillAsync("apples");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows).ToContainTextAsync("about apples");
        await visit.Page.Locator(".search input").FillAsync("");
        await Expect(rows).ToHaveCountAsync(2);
        await rows.First.HoverAsync();
        await rows.First.GetByTitle("Delete").ClickAsync();
        await visit.Page.Locator("dialog .danger").ClickAsync();
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator(".examples")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(320)]
    [InlineData(390)]
    public async Task Phone_ShowsEverythingWithinItsWidth(int width)
    {
        await using var visit = await OpenAsync(gateways.Assistant, "zh-CN", width, 780);
        await visit.SayAsync("我今晚想做四人份的麻婆豆腐，七点到家");
        await visit.EndedAsync(1);
        await Expect(visit.Page.Locator(".card[data-kind=cart]")).ToBeVisibleAsync();
        await visit.PictureAsync($"phone-{width}");
        Assert.Equal(width, await visit.Page.EvaluateAsync<int>("Math.max(document.documentElement.scrollWidth, document.querySelector('.transcript').scrollWidth)"));
        await Expect(visit.Page.Locator(".sidebar")).ToBeHiddenAsync();
        await visit.Page.Locator("button.menu").First.ClickAsync();
        await Expect(visit.Page.Locator(".sidebar")).ToBeInViewportAsync();
        await visit.PictureAsync($"phone-{width}-list");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Page.Locator(".sidebar")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Connection_ThatBreaks_IsResumedWhereItStopped()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-");
        await using var visit = await chromium.VisitAsync();
        Uri address;
        await using (var first = await GatewayProcess.StartAsync(folder: folder))
        {
            address = first.Address;
            await visit.Page.GotoAsync(address.ToString());
            await visit.SayAsync("before");
            await visit.EndedAsync(1);
        }

        await Expect(visit.Page.Locator(".notice")).ToContainTextAsync("Reconnecting");
        await using (var second = await GatewayProcess.StartAsync([$"--Urls={address.GetLeftPart(UriPartial.Authority)}"], folder))
        {
            await Expect(visit.Page.Locator(".notice")).ToBeHiddenAsync();
            await visit.SayAsync("after");
            await visit.EndedAsync(2);
            Assert.Equal(["before", "after"], await visit.Page.Locator(".answer").AllInnerTextsAsync());
        }

        folder.Delete(recursive: true);
    }

    private async Task<Visit> OpenAsync(GatewayProcess gateway, string language = "en-US", int width = 1280, int height = 800)
    {
        var visit = await chromium.VisitAsync(language, width, height, timeZone: Gateways.MorningZone);
        await visit.Page.GotoAsync(gateway.Address.ToString());
        return visit;
    }
}
