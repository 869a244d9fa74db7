using System.Text.Json;
using Microsoft.Playwright;

namespace OrleansAgents.EndToEnd.Tests.Page;

/// <summary>Agents are other people's programs: whatever they send is shown as text, and nothing of it breaks the page.</summary>
[Collection(SharedChromium.Name)]
public sealed class StrangeContentTests(Chromium chromium)
{
    private const string Markup = "<img src=x onerror=\"alert(1)\"><script>alert(2)</script><b>bold</b>";

    [Fact]
    public async Task Markup_InEveryTextOfATurn_IsShownAsText()
    {
        await using var visit = await OpenAsync(
            ("user.message", new { turnId = "t", messageId = "m", text = Markup }),
            ("turn.started", new { turnId = "t", attempt = 1 }),
            ("plan.created", new
            {
                turnId = "t",
                planner = Markup,
                manifests = Markup,
                steps = new[] { new { step = "s", agent = Markup, agentName = Both(Markup), skill = Markup, title = Both(Markup), effect = Markup, dependsOn = Array.Empty<string>() } },
            }),
            ("step.failed", new { turnId = "t", step = "s", code = Markup, message = Both(Markup), final = true }),
            ("card", new { turnId = "t", step = "s", card = new { kind = "dishes", ingredient = Markup, dishes = new[] { new { id = "d", name = Markup, cuisine = Markup, minutes = 5, main = new[] { Markup } } }, note = Markup } }),
            ("card", new { turnId = "t", step = "s", card = new { kind = Markup, text = Markup } }),
            ("question", new { turnId = "t", semantic = "Place", text = Markup, choices = new[] { Markup } }),
            ("message.completed", new { turnId = "t", messageId = "a", text = Markup }),
            ("turn.completed", new { turnId = "t", outcome = "partial", reason = Both(Markup) }));

        await visit.EndedAsync(1);
        foreach (var place in new[] { ".bubble", ".step .agent", ".step-title", ".step .note", ".answer", ".card h3", ".card td", ".card-note", ".choices button", ".outcome" })
        {
            await Assertions.Expect(visit.Page.Locator(place).First).ToContainTextAsync(Markup);
        }

        Assert.Equal(0, await visit.Page.Locator(".turn :is(img, script, b, iframe, a)").CountAsync());
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData("comparison", """{"category": "$", "best": "$", "simulated": true, "offers": [{"product": "$", "name": "$", "shop": "$", "price": 9, "coupon": "$", "shopOwnPrice": {"amount": "$", "currency": "$"}, "final": {"amount": 1, "currency": "CNY"}}], "note": "$"}""")]
    [InlineData("products", """{"category": "$", "products": [{"id": "$", "name": "$", "shop": "$", "price": {"amount": "$", "currency": "$"}, "rating": "$", "tags": ["$"], "why": "$"}], "note": "$"}""")]
    [InlineData("trains", """{"date": "$", "origin": "$", "destination": "$", "people": "$", "trains": [{"number": "$", "departs": "$", "arrives": "$", "minutes": "$", "seat": "$", "price": "$"}], "total": "$", "note": "$"}""")]
    [InlineData("hotels", """{"city": "$", "checkIn": "$", "nights": "$", "people": "$", "hotels": [{"name": "$", "near": "$", "stars": "$", "pricePerNight": "$", "rooms": "$", "total": "$", "distanceMeters": "$"}], "total": "$", "note": "$"}""")]
    [InlineData("departures", """{"origin": "$", "destination": "$", "arriveBy": "$", "options": [{"mode": "$", "label": "$", "minutes": "$", "spareMinutes": "$", "leaveAt": "$", "inTime": "$"}], "note": "$"}""")]
    [InlineData("vehicles", """{"origin": "$", "destination": "$", "people": "$", "vehicles": [{"kind": "$", "label": "$", "seats": "$", "count": "$", "each": "$", "total": "$"}], "total": "$", "note": "$"}""")]
    [InlineData("remembered", """{"remembered": {"text": "$", "since": "$"}, "count": "$", "note": "$"}""")]
    [InlineData("preferences", """{"preferences": [{"text": "$", "since": "$"}], "note": "$"}""")]
    [InlineData("forgotten", """{"forgotten": [{"text": "$", "since": "$"}], "left": "$", "note": "$"}""")]
    [InlineData("proposal", """{"title": "$", "told": ["$"], "done": true, "note": "$"}""")]
    public async Task Markup_InEveryValueOfACard_IsShownAsText(string kind, string values)
    {
        var card = JsonSerializer.Deserialize<JsonElement>($$"""{"kind": "{{kind}}", {{values[1..].Replace("$", JsonEncodedText.Encode(Markup).ToString(), StringComparison.Ordinal)}}""");
        await using var visit = await OpenAsync(
            ("user.message", new { turnId = "t", messageId = "m", text = "hi" }),
            ("turn.started", new { turnId = "t", attempt = 1 }),
            ("card", new { turnId = "t", step = "s", card }),
            ("turn.completed", new { turnId = "t", outcome = "completed" }));

        await Assertions.Expect(visit.Page.Locator($".card[data-kind={kind}]")).ToContainTextAsync(Markup);
        Assert.Equal(0, await visit.Page.Locator(".turn :is(img, script, b, iframe, a)").CountAsync());
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData("""{"kind": "itinerary", "days": [{"city": "Hangzhou", "nights": 2, "booked": false, "hotel": null}]}""", "Hangzhou")]
    [InlineData("""{"kind": "cart", "shop": "a cart without lines"}""", "a cart without lines")]
    [InlineData("""{"kind": "places", "places": "none at all"}""", "none at all")]
    [InlineData("""{"kind": "route", "origin": {"name": "nowhere"}, "options": 7}""", "nowhere")]
    [InlineData("""{"kind": "constructor", "value": "an inherited name"}""", "an inherited name")]
    [InlineData("""["a list"]""", "a list")]
    [InlineData("\"a text\"", "a text")]
    public async Task Card_OfAnUnknownOrWrongShape_IsShownAsATable(string card, string shown)
    {
        await using var visit = await OpenAsync(
            ("user.message", new { turnId = "t", messageId = "m", text = "hi" }),
            ("turn.started", new { turnId = "t", attempt = 1 }),
            ("card", new { turnId = "t", step = "s", card = JsonSerializer.Deserialize<JsonElement>(card) }),
            ("turn.completed", new { turnId = "t", outcome = "completed" }));

        await Assertions.Expect(visit.Page.Locator(".card[data-kind=anything]")).ToContainTextAsync(shown);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Enter_ThatChoosesAWordOfAnInputMethod_DoesNotSend()
    {
        await using var visit = await OpenAsync();
        await visit.Message.FillAsync("ni hao");
        await visit.Message.EvaluateAsync("box => box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }))");
        await visit.Message.EvaluateAsync("box => box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }))");
        await visit.Message.PressAsync("Shift+Enter");
        Assert.Equal("ni hao\n", await visit.Message.InputValueAsync());
        await visit.Message.PressAsync("Enter");
        await Assertions.Expect(visit.Message).ToHaveValueAsync("");
        await Assertions.Expect(visit.Page.Locator(".bubble")).ToHaveTextAsync("ni hao");
    }

    [Fact]
    public async Task Conversation_ThatIsNotThere_SaysWhatToDo()
    {
        await using var visit = await chromium.VisitAsync();
        await PageFolder.ServeAsync(visit.Page, static (method, path) => path switch
        {
            "/v1/guests" => """{"token": "t"}""",
            "/v1/conversations" => """{"items": []}""",
            _ => null,
        });
        await visit.Page.GotoAsync(PageFolder.Origin + "/#/c/gone");
        await Assertions.Expect(visit.Page.Locator(".notice button")).ToHaveTextAsync("New conversation");
        await visit.Page.Locator(".notice button").ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".examples button")).ToHaveCountAsync(4);
        Assert.DoesNotContain("gone", visit.Page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zh-CN", "新对话", "zh-CN")]
    [InlineData("zh-TW", "新对话", "zh-CN")]
    [InlineData("en-GB", "New conversation", "en")]
    [InlineData("fr-FR", "New conversation", "en")]
    public async Task Language_AtFirst_IsTheBrowsers(string browser, string begin, string tag)
    {
        await using var visit = await OpenAsync(browser);
        await Assertions.Expect(visit.Page.Locator(".begin")).ToHaveTextAsync(begin);
        await Assertions.Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("lang", tag);
    }

    private static object Both(string text) => new { zh = text, en = text };

    private Task<Visit> OpenAsync(params (string Kind, object Data)[] events) => OpenAsync("en-US", events);

    /// <summary>Opens a conversation in which all of this has happened.</summary>
    private async Task<Visit> OpenAsync(string language, params (string Kind, object Data)[] events)
    {
        var items = JsonSerializer.Serialize(new { items = events.Select(static (e, index) => new { sequence = index + 1, kind = e.Kind, data = e.Data }), lastSequence = events.Length });
        var visit = await chromium.VisitAsync(language);
        await PageFolder.ServeAsync(visit.Page, (method, path) => path switch
        {
            "/v1/guests" => """{"token": "t"}""",
            "/v1/conversations" => """{"items": []}""",
            "/v1/conversations/c/events" => ": ping\n\n",
            _ when path.StartsWith("/v1/conversations/c/items", StringComparison.Ordinal) => items,
            _ => null,
        });
        await visit.Page.GotoAsync(PageFolder.Origin + "/#/c/c");
        return visit;
    }
}
