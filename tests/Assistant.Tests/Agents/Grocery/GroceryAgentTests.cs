using System.Text.Json;
using OrleansAgents.Grains.Agents;
using Xunit;

namespace OrleansAgents.Assistant.Tests.Agents.Grocery;

public sealed class GroceryAgentTests
{
    private const string Tofu = """{"dish": {"id": "mapo-tofu", "name": "麻婆豆腐"}, "people": 4}""";

    [Fact]
    public void Ingredients_ForFour_AreScaled()
    {
        var reply = AgentCaller.Call("grocery", "ingredients", Tofu);
        using var output = JsonDocument.Parse(reply.OutputJson!);
        var items = Items(output.RootElement);
        Assert.Equal((800m, "g"), items["tofu-soft"]);
        Assert.Equal((160m, "g"), items["pork-mince"]);
        Assert.Equal((35m, "g"), items["doubanjiang"]);
        Assert.Equal("ingredients", AgentCaller.Kind(reply));
        Assert.StartsWith("4 人份麻婆豆腐需要：嫩豆腐 800 克、猪肉末 160 克", reply.Say!.Zh, StringComparison.Ordinal);
        Assert.StartsWith("For mapo tofu for 4 you need soft tofu 800 g, minced pork 160 g", reply.Say.En, StringComparison.Ordinal);
        Assert.Contains("常备调料：生抽、淀粉、食用油", reply.Say.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Ingredients_ForNobodySaysHowMany_AreForTwo()
        => Assert.Equal(2, AgentCaller.Output("grocery", "ingredients", """{"dish": {"name": "番茄炒蛋"}}""").GetProperty("people").GetInt32());

    [Fact]
    public void Ingredients_OfPieces_AreWhole()
        => Assert.Equal((2m, "piece"), Items(AgentCaller.Output("grocery", "ingredients", """{"dish": {"name": "boiled-beef", "id": "boiled-beef"}, "people": 4}"""))["egg"]);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(101)]
    [InlineData(9_000_000_000)]
    public void Ingredients_ForTooFewOrTooMany_AreRefused(long people)
        => Assert.Contains("1 to 100", AgentCaller.Failure(SkillFailure.InvalidArguments, "grocery", "ingredients", $$"""{"dish": {"name": "麻婆豆腐"}, "people": {{people}}}"""), StringComparison.Ordinal);

    [Fact]
    public void Ingredients_OfAnUnknownDish_SuggestTheNearest()
    {
        var told = AgentCaller.Failure(SkillFailure.NotFound, "grocery", "ingredients", """{"dish": {"name": "麻辣豆腐"}}""");
        Assert.Contains("没有“麻辣豆腐”。是不是指麻婆豆腐", told, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryDish_ForAnyNumber_CanBePriced()
    {
        foreach (var dish in AgentCaller.Groceries.Dishes)
        {
            foreach (var people in new[] { 1, 3, 20 })
            {
                var ingredients = AgentCaller.Output("grocery", "ingredients", $$"""{"dish": {"id": "{{dish.Id}}", "name": "x"}, "people": {{people}}}""", people == 3 ? "en" : "zh-CN");
                var cart = AgentCaller.Output("grocery", "quote", $$"""{"items": {{ingredients.GetProperty("items").GetRawText()}}}""", people == 3 ? "en" : "zh-CN");
                Assert.Equal(0, cart.GetProperty("missing").GetArrayLength());
                AssertSums(cart);
            }
        }
    }

    [Fact]
    public void Quote_OfIngredients_IsInTimeForTheEvening()
    {
        var items = AgentCaller.Output("grocery", "ingredients", Tofu).GetProperty("items").GetRawText();
        var reply = AgentCaller.Call("grocery", "quote", $$"""{"items": {{items}}, "deliverBy": {"start": "2026-11-22T19:00:00+08:00", "end": "2026-11-22T19:00:00+08:00"} }""");
        using var output = JsonDocument.Parse(reply.OutputJson!);
        var cart = output.RootElement;
        var lines = cart.GetProperty("lines").EnumerateArray().ToDictionary(static line => line.GetProperty("name").GetString()!, static line => line.GetProperty("packs").GetInt32());
        Assert.Equal(2, lines["嫩豆腐"]);
        Assert.Equal(1, lines["猪肉末"]);
        Assert.DoesNotContain("食用油", lines.Keys);
        Assert.Contains("食用油", cart.GetProperty("pantry").EnumerateArray().Select(static name => name.GetString()));
        AssertSums(cart);
        var delivery = cart.GetProperty("delivery");
        Assert.True(delivery.GetProperty("inTime").GetBoolean());
        Assert.Equal("2026-11-22T14:50:00+08:00", delivery.GetProperty("earliest").GetString());
        Assert.Equal("2026-11-22T18:30:00+08:00", delivery.GetProperty("from").GetString());
        Assert.Equal("2026-11-22T19:00:00+08:00", delivery.GetProperty("to").GetString());
        Assert.Equal("cart", AgentCaller.Kind(reply));
        Assert.Contains("19:00 前能送到：可安排 18:30 到 19:00 送达，最早 14:50", reply.Say!.Zh, StringComparison.Ordinal);
        Assert.Contains("It can be there by 19:00", reply.Say.En, StringComparison.Ordinal);
        Assert.Contains("模拟价格", reply.Say.Zh, StringComparison.Ordinal);
        Assert.Contains("simulated prices", reply.Say.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-22T14:40:00+08:00", "It cannot be there by 14:40: it would arrive at 14:50")]
    [InlineData("2026-11-22T14:20:00+08:00", "14:20 has passed already")]
    [InlineData("2026-11-22T12:00:00+08:00", "12:00 has passed already; it would arrive at 14:50")]
    [InlineData("2026-11-21T12:00:00+08:00", "Nov 21 12:00 has passed already")]
    [InlineData("2026-11-22T14:49:59+08:00", "It cannot be there by 14:49")]
    [InlineData("2026-11-22T14:50:00+08:00", "It can be there by 14:50: brought between 14:50 and 14:50")]
    [InlineData("2026-11-22T19:00:00", "It can be there by 19:00")]
    [InlineData("2026-11-22T11:00:00Z", "It can be there by 19:00")]
    [InlineData("2026-11-23T12:00:00+08:00", "It can be there by Nov 23 12:00: brought between 11:30 and 12:00")]
    public void Quote_ByATime_SaysWhetherItIsKept(string end, string said)
    {
        var reply = AgentCaller.Call("grocery", "quote", $$"""{"items": [{"name": "eggs", "quantity": 30, "unit": "piece"}], "deliverBy": {"start": "{{end}}", "end": "{{end}}"} }""");
        Assert.Contains(said, reply.Say!.En, StringComparison.Ordinal);
        using var output = JsonDocument.Parse(reply.OutputJson!);
        Assert.Equal(said.StartsWith("It can be", StringComparison.Ordinal), output.RootElement.GetProperty("delivery").GetProperty("inTime").GetBoolean());
    }

    [Theory]
    [InlineData("""{"start": "tonight"}""")]
    [InlineData("{}")]
    public void Quote_ByWhatIsNoTime_IsRefused(string window)
        => Assert.Contains("cannot be read", AgentCaller.Failure(SkillFailure.InvalidArguments, "grocery", "quote", $$"""{"items": [{"name": "eggs"}], "deliverBy": {{window}} }"""), StringComparison.Ordinal);

    [Fact]
    public void Quote_BetweenMinutes_CountsFromTheNext()
        => Assert.Equal(
            "2026-11-22T14:51:00+08:00",
            AgentCaller.Output("grocery", "quote", """{"items": [{"name": "eggs"}]}""", now: AgentCaller.Now.AddMilliseconds(1)).GetProperty("delivery").GetProperty("earliest").GetString());

    [Fact]
    public void Quote_OfLittle_HintsAtTheMinimum()
    {
        var reply = AgentCaller.Call("grocery", "quote", """{"items": [{"name": "鸡蛋", "quantity": 10, "unit": "个"}]}""");
        Assert.Contains("还差 ¥16.20 到起送价 ¥29.00", reply.Say!.Zh, StringComparison.Ordinal);
        using var output = JsonDocument.Parse(reply.OutputJson!);
        Assert.Equal(16.20m, output.RootElement.GetProperty("topUp").GetProperty("amount").GetProperty("amount").GetDecimal());
        Assert.NotEqual(0, output.RootElement.GetProperty("topUp").GetProperty("suggestions").GetArrayLength());
    }

    [Fact]
    public void Quote_OfWhatTheShopHasNot_SaysSoAndPricesTheRest()
    {
        var reply = AgentCaller.Call("grocery", "quote", """{"items": [{"name": "龙涎香"}, {"name": "牛奶", "quantity": 2, "unit": "瓶"}]}""");
        Assert.Contains("没有找到：龙涎香", reply.Say!.Zh, StringComparison.Ordinal);
        Assert.Contains("\"missing\":[\"龙涎香\"]", reply.OutputJson, StringComparison.Ordinal);
        Assert.Contains("\"needed\":\"2 瓶\",\"packs\":2", reply.OutputJson, StringComparison.Ordinal);
    }

    [Fact]
    public void Quote_OfNothingThatIsSold_IsNotFound()
        => Assert.Contains("龙涎香", AgentCaller.Failure(SkillFailure.NotFound, "grocery", "quote", """{"items": [{"name": "龙涎香"}]}"""), StringComparison.Ordinal);

    [Fact]
    public void Quote_OfThePantryAlone_IsNothingToBuy()
        => Assert.Contains("nothing to buy", AgentCaller.Failure(SkillFailure.InvalidArguments, "grocery", "quote", """{"items": [{"name": "盐", "pantry": true}]}"""), StringComparison.Ordinal);

    [Fact]
    public void Quote_ForARestaurant_IsRefused()
        => Assert.Contains("at most 200", AgentCaller.Failure(SkillFailure.InvalidArguments, "grocery", "quote", """{"items": [{"name": "嫩豆腐", "quantity": 100000, "unit": "g"}]}"""), StringComparison.Ordinal);

    [Fact]
    public void Quote_AskedForSalt_SellsIt()
        => Assert.Equal("盐", AgentCaller.Output("grocery", "quote", """{"items": [{"name": "盐"}]}""").GetProperty("lines")[0].GetProperty("name").GetString());

    [Theory]
    [InlineData("""{"ingredient": {"id": "tofu-soft", "name": "豆腐"}}""", "mapo-tofu")]
    [InlineData("""{"ingredient": {"name": "pork"}}""", "pepper-pork")]
    [InlineData("""{"cuisine": {"id": "zhejiang", "name": "浙菜"}}""", "dongpo-pork")]
    [InlineData("""{"query": "冰箱里只有土豆，能做什么"}""", "sour-spicy-potato")]
    [InlineData("""{"query": "来点川菜吧"}""", "kung-pao-chicken")]
    [InlineData("""{"query": "any northeastern dishes with eggplant"}""", "di-san-xian")]
    public void FindDish_ByWhatIsTold_GivesDishes(string arguments, string dish)
        => Assert.Contains(dish, AgentCaller.Output("grocery", "find_dish", arguments).GetProperty("dishes").EnumerateArray().Select(static one => one.GetProperty("id").GetString()));

    [Fact]
    public void FindDish_OfNothingKnown_SaysWhatToSay()
        => Assert.Contains("豆腐", AgentCaller.Failure(SkillFailure.NotFound, "grocery", "find_dish", """{"query": "随便"}"""), StringComparison.Ordinal);

    [Fact]
    public void FindDish_WithoutAnything_AsksForSomething() => AgentCaller.Failure(SkillFailure.InvalidArguments, "grocery", "find_dish", "{}");

    [Fact]
    public void FindDish_WhereNoneIsBoth_IsNotFound()
        => AgentCaller.Failure(SkillFailure.NotFound, "grocery", "find_dish", """{"ingredient": {"name": "三文鱼"}, "cuisine": {"name": "川菜"}}""");

    private static Dictionary<string, (decimal Quantity, string Unit)> Items(JsonElement output) => output.GetProperty("items").EnumerateArray()
        .ToDictionary(static item => item.GetProperty("id").GetString()!, static item => (item.GetProperty("quantity").GetDecimal(), item.GetProperty("unit").GetString()!));

    private static void AssertSums(JsonElement cart)
    {
        var lines = cart.GetProperty("lines").EnumerateArray().ToList();
        Assert.All(lines, static line => Assert.Equal(Amount(line.GetProperty("unitPrice")) * line.GetProperty("packs").GetInt32(), Amount(line.GetProperty("lineTotal"))));
        Assert.Equal(lines.Sum(static line => Amount(line.GetProperty("lineTotal"))), Amount(cart.GetProperty("goods")));
        Assert.Equal(Amount(cart.GetProperty("goods")) + Amount(cart.GetProperty("deliveryFee")), Amount(cart.GetProperty("total")));
    }

    private static decimal Amount(JsonElement money) => money.GetProperty("amount").GetDecimal();
}
