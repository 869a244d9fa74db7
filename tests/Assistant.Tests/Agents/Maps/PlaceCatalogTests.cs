using OrleansAgents.Grains.Agents.Maps;
using Xunit;

namespace OrleansAgents.Assistant.Tests.Agents.Maps;

public sealed class PlaceCatalogTests
{
    private static PlaceCatalog Catalog => AgentCaller.Places;

    [Fact]
    public void Places_AreManyOfAllKinds()
    {
        Assert.InRange(Catalog.Places.Count, 300, 1_000);
        Assert.All(PlaceCategories.All, static category => Assert.Contains(Catalog.Places, place => place.Category == category.Id));
    }

    /// <summary>The farthest are airports and sights that belong to a city and lie an hour away from it.</summary>
    [Fact]
    public void Places_LieNearTheirCities()
        => Assert.All(Catalog.Places, static place => Assert.True(place.MetersTo(Catalog.CityOf(place)) < 70_000, $"{place.Id} is {place.MetersTo(Catalog.CityOf(place))} m from {place.CityId}"));

    [Fact]
    public void Places_HaveASourceThatSaysWhich()
        => Assert.All(Catalog.Places, static place => Assert.Matches("^(GeoNames|OurAirports [A-Z]{3}|Wikipedia: .+)$", place.Source));

    [Fact]
    public void Cities_AreApart()
    {
        foreach (var city in Catalog.Cities)
        {
            Assert.All(Catalog.Cities.Where(other => other != city), other => Assert.True(city.MetersTo(other) > 5_000, $"{city.Id} and {other.Id}"));
        }
    }

    /// <summary>Great-circle distances in kilometres, from positions that others publish.</summary>
    [Theory]
    [InlineData("beijing", "shanghai", 1_068, 8)]
    [InlineData("hangzhou-east-railway-station", "hangzhou-west-lake", 7.9, 0.6)]
    [InlineData("guangzhou", "shenzhen", 105, 8)]
    [InlineData("beijing", "urumqi", 2_404, 25)]
    [InlineData("harbin", "sanya", 3_410, 40)]
    [InlineData("shanghai-airport-pvg", "shanghai-airport-sha", 45, 2)]
    [InlineData("beijing-forbidden-city", "beijing-tiananmen", 1, 0.4)]
    [InlineData("xian-bell-tower-of-xian", "xian-terracotta-army", 34, 2)]
    [InlineData("chengdu", "chongqing", 269, 8)]
    public void Distance_OfKnownPlaces_IsRight(string from, string to, double kilometers, double tolerance)
        => Assert.InRange(Catalog.Find(from)!.MetersTo(Catalog.Find(to)!) / 1000.0, kilometers - tolerance, kilometers + tolerance);

    [Fact]
    public void Distance_IsTheSameBothWaysAndZeroToItself()
    {
        var (a, b) = (Catalog.Find("beijing")!, Catalog.Find("sanya")!);
        Assert.Equal(a.MetersTo(b), b.MetersTo(a));
        Assert.Equal(0, a.MetersTo(a));
    }

    [Theory]
    [InlineData("杭州东站", "hangzhou-east-railway-station")]
    [InlineData("杭州东火车站", "hangzhou-east-railway-station")]
    [InlineData("hangzhou east", "hangzhou-east-railway-station")]
    [InlineData("杭州西湖", "hangzhou-west-lake")]
    [InlineData("惠州的西湖", "huizhou-west-lake")]
    [InlineData("West Lake, Hangzhou", "hangzhou-west-lake")]
    [InlineData("West Lake in Hangzhou", "hangzhou-west-lake")]
    [InlineData("the Forbidden City", "beijing-forbidden-city")]
    [InlineData("Xian", "xian")]
    [InlineData("Suzhou Museum", "suzhou-museum")]
    [InlineData("灵隐寺景区", "hangzhou-lingyin-temple")]
    [InlineData("我在杭州东站这边", "hangzhou-east-railway-station")]
    public void Name_OfOnePlace_FindsIt(string name, string id) => Assert.Equal([id], Catalog.Named(name).Select(static place => place.Id));

    [Theory]
    [InlineData("Suzhou", "suzhou,suzhou-anhui")]
    [InlineData("Taizhou", "taizhou,taizhou-jiangsu")]
    [InlineData("西湖", "hangzhou-west-lake,fuzhou-west-lake,huizhou-west-lake")]
    [InlineData("中山公园", "beijing-zhongshan-park,qingdao-zhongshan-park,shanghai-zhongshan-park,wuhan-zhongshan-park")]
    public void Name_OfSeveralPlaces_FindsThemAll(string name, string ids)
        => Assert.Equal(ids.Split(',').Order(), Catalog.Named(name).Select(static place => place.Id).Order());

    [Fact]
    public void Name_OfTheBestKnownOne_ComesFirst() => Assert.Equal("hangzhou-west-lake", Catalog.Named("West Lake")[0].Id);

    [Theory]
    [InlineData("月球")]
    [InlineData("Hangzhou Zoo")]
    [InlineData("杭州动物园")]
    [InlineData("杭州的某个地方我也说不清楚")]
    [InlineData("")]
    public void Name_OfNoPlace_FindsNone(string name) => Assert.Empty(Catalog.Named(name));

    [Fact]
    public void Sentence_WithACityThatSaysWhere_GivesThePlaceThere()
        => Assert.Equal(["huizhou-west-lake"], Catalog.In("惠州那个西湖在什么位置").Select(static place => place.Id));
}
