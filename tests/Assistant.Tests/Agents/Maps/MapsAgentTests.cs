using System.Text.Json;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Agents.Maps;
using Xunit;

namespace OrleansAgents.Assistant.Tests.Agents.Maps;

public sealed class MapsAgentTests
{
    [Fact]
    public void FindPlace_ByName_GivesIt()
    {
        var reply = AgentCaller.Call("maps", "find_place", """{"place": {"name": "灵隐寺"}}""");
        Assert.Equal("places", AgentCaller.Kind(reply));
        Assert.Contains("\"id\":\"hangzhou-lingyin-temple\",\"name\":\"灵隐寺\",\"city\":\"杭州\",\"category\":\"sight\"", reply.OutputJson, StringComparison.Ordinal);
        Assert.Equal("灵隐寺在杭州（景点），坐标 30.2434, 120.0967。", reply.Say!.Zh);
        Assert.Equal("Lingyin Temple is in Hangzhou (sight), at 30.2434, 120.0967.", reply.Say.En);
    }

    [Theory]
    [InlineData("""{"query": "请问黄鹤楼在哪个城市呀"}""", "wuhan-yellow-crane-tower")]
    [InlineData("""{"query": "Can you find Canton Tower for me?"}""", "guangzhou-canton-tower")]
    [InlineData("""{"place": {"id": "beijing-forbidden-city", "name": "whatever"}}""", "beijing-forbidden-city")]
    [InlineData("""{"place": {"name": "没有的地方"}, "query": "西安钟楼在哪"}""", "xian-bell-tower-of-xian")]
    public void FindPlace_HoweverItIsTold_GivesIt(string arguments, string id)
        => Assert.Equal([id], Ids(AgentCaller.Output("maps", "find_place", arguments)));

    [Fact]
    public void FindPlace_OfANameThatCitiesShare_GivesAll()
    {
        var reply = AgentCaller.Call("maps", "find_place", """{"place": {"name": "Suzhou"}}""", "en");
        Assert.Equal("There are 2 places: Suzhou (苏州), Suzhou (宿州).", reply.Say!.En);
        Assert.Equal("找到 2 个地点：苏州、宿州。", reply.Say.Zh);
    }

    [Fact]
    public void FindPlace_OfAPart_GivesWhatHoldsIt()
        => Assert.Contains("hangzhou-east-railway-station", Ids(AgentCaller.Output("maps", "find_place", """{"place": {"name": "东站"}}""")));

    [Fact]
    public void FindPlace_OfNothing_AsksForAName()
        => Assert.Contains("名字", AgentCaller.Failure(SkillFailure.NotFound, "maps", "find_place", """{"query": "那个什么来着"}"""), StringComparison.Ordinal);

    [Fact]
    public void FindPlace_Misspelt_SuggestsTheNearest()
    {
        Assert.Contains("杭州灵隐寺", AgentCaller.Failure(SkillFailure.NotFound, "maps", "find_place", """{"place": {"name": "灵影寺"}}"""), StringComparison.Ordinal);
        Assert.Contains("Did you mean Canton Tower (Guangzhou)", AgentCaller.Failure(SkillFailure.NotFound, "maps", "find_place", """{"place": {"name": "Cantom Towr"}}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Nearby_OfACategory_IsSortedByDistance()
    {
        var output = AgentCaller.Output("maps", "nearby", """{"near": {"name": "西湖"}, "category": "station"}""");
        Assert.Equal("hangzhou-west-lake", output.GetProperty("near").GetProperty("id").GetString());
        Assert.Equal("hangzhou-railway-station", Ids(output)[0]);
        var distances = output.GetProperty("places").EnumerateArray().Select(static place => place.GetProperty("distanceMeters").GetInt32()).ToList();
        Assert.Equal(distances.Order(), distances);
        Assert.All(output.GetProperty("places").EnumerateArray(), static place => Assert.Equal("station", place.GetProperty("category").GetString()));
    }

    [Fact]
    public void Nearby_WithoutACategory_LeavesOutCitiesAndItself()
    {
        var ids = Ids(AgentCaller.Output("maps", "nearby", """{"near": {"name": "天安门"}}"""));
        Assert.Equal(10, ids.Count);
        Assert.DoesNotContain("beijing", ids);
        Assert.DoesNotContain("beijing-tiananmen", ids);
    }

    [Fact]
    public void Nearby_WhereNothingIs_SaysSo()
        => Assert.Contains("附近没有博物馆", AgentCaller.Failure(SkillFailure.NotFound, "maps", "nearby", """{"near": {"name": "喀什"}, "category": "museum"}"""), StringComparison.Ordinal);

    [Fact]
    public void Route_BetweenPlacesOfACity_TellsWaysAndTimes()
    {
        var reply = AgentCaller.Call("maps", "route", """{"origin": {"name": "Hangzhou East station"}, "destination": {"name": "West Lake"}}""", "en");
        using var output = JsonDocument.Parse(reply.OutputJson!);
        Assert.Equal("hangzhou-west-lake", output.RootElement.GetProperty("destination").GetProperty("id").GetString());
        Assert.Equal(["drive", "transit"], output.RootElement.GetProperty("options").EnumerateArray().Select(static option => option.GetProperty("mode").GetString()!).Order());
        Assert.Contains("8.1 km in a straight line", reply.Say!.En, StringComparison.Ordinal);
        Assert.Contains("estimates", reply.Say.En, StringComparison.Ordinal);
        Assert.Contains("均为估算", reply.Say.Zh, StringComparison.Ordinal);
        Assert.Equal("route", AgentCaller.Kind(reply));
    }

    [Fact]
    public void Route_ToASharedName_TakesTheNearOne()
    {
        Assert.Equal("huizhou-west-lake", Destination("惠州", "西湖"));
        Assert.Equal("beijing-zhongshan-park", Destination("北京南站", "中山公园"));
        Assert.Equal("wuhan-zhongshan-park", Destination("黄鹤楼", "中山公园"));

        static string Destination(string from, string to)
            => AgentCaller.Output("maps", "route", $$"""{"origin": {"name": "{{from}}"}, "destination": {"name": "{{to}}"} }""").GetProperty("destination").GetProperty("id").GetString()!;
    }

    [Fact]
    public void Route_ByOneMode_TellsThatAlone()
    {
        var output = AgentCaller.Output("maps", "route", """{"origin": {"name": "西安钟楼"}, "destination": {"name": "大雁塔"}, "mode": "walk"}""");
        var option = Assert.Single(output.GetProperty("options").EnumerateArray());
        Assert.Equal("walk", option.GetProperty("mode").GetString());
        Assert.InRange(option.GetProperty("minutes").GetInt32(), 60, 100);
    }

    [Fact]
    public void Route_OfAShortWay_OffersWalking()
        => Assert.Contains(
            AgentCaller.Output("maps", "route", """{"origin": {"name": "天安门"}, "destination": {"name": "王府井"}}""").GetProperty("options").EnumerateArray(),
            static option => option.GetProperty("mode").GetString() == "walk");

    [Fact]
    public void Route_WithAnUnknownEnd_NamesItAndWhatIsLikeIt()
    {
        var told = AgentCaller.Failure(SkillFailure.NotFound, "maps", "route", """{"origin": {"name": "杭州东站"}, "destination": {"name": "Leifeng Pagota"}}""");
        Assert.Contains("\"Leifeng Pagota\". Did you mean Leifeng Pagoda (Hangzhou)", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Route_FromAPlaceToItself_IsRefused()
        => Assert.Contains("are both West Lake", AgentCaller.Failure(SkillFailure.InvalidArguments, "maps", "route", """{"origin": {"id": "hangzhou-west-lake", "name": "a"}, "destination": {"id": "hangzhou-west-lake", "name": "b"}}"""), StringComparison.Ordinal);

    [Fact]
    public void Ride_IsEstimatedByTheTariff()
    {
        var reply = AgentCaller.Call("maps", "ride_estimate", """{"origin": {"name": "杭州东站"}, "destination": {"name": "西湖"}}""");
        using var output = JsonDocument.Parse(reply.OutputJson!);
        var option = Assert.Single(output.RootElement.GetProperty("options").EnumerateArray());
        var price = option.GetProperty("price");
        Assert.Equal("ride", option.GetProperty("mode").GetString());
        Assert.True(price.GetProperty("low").GetProperty("amount").GetDecimal() < price.GetProperty("high").GetProperty("amount").GetDecimal());
        Assert.Contains("模拟", reply.Say!.Zh, StringComparison.Ordinal);
        Assert.Contains("simulated", reply.Say.En, StringComparison.Ordinal);
    }

    /// <summary>10 km in a straight line: 12 km of road at 28 km/h, one at 60 and 4 minutes are 31; 13 + 2.40 · 10 + 0.45 · 31 = 50.95.</summary>
    [Fact]
    public void RidePrice_OfAKnownWay_IsTheTariffs()
    {
        var ride = Travel.EstimateRide(10_000);
        Assert.Equal((13_000, 31, 45.9m, 61.1m), (ride.Way.DistanceMeters, ride.Way.Minutes, ride.Low, ride.High));
    }

    [Fact]
    public void Ride_AcrossTheCountry_IsRefused()
        => Assert.Contains("up to 200 km", AgentCaller.Failure(SkillFailure.InvalidArguments, "maps", "ride_estimate", """{"origin": {"name": "北京"}, "destination": {"name": "上海"}}"""), StringComparison.Ordinal);

    [Fact]
    public void Estimate_BetweenCities_IsNeitherWalkedNorAbsurd()
    {
        var output = AgentCaller.Output("maps", "route", """{"origin": {"name": "北京"}, "destination": {"name": "上海"}}""");
        var options = output.GetProperty("options").EnumerateArray().ToDictionary(static option => option.GetProperty("mode").GetString()!, static option => option.GetProperty("minutes").GetInt32());
        Assert.DoesNotContain("walk", options.Keys);
        Assert.InRange(options["transit"], 270, 540);
        Assert.InRange(options["drive"], 720, 1_080);
    }

    private static List<string> Ids(JsonElement output) => [.. output.GetProperty("places").EnumerateArray().Select(static place => place.GetProperty("id").GetString()!)];
}
