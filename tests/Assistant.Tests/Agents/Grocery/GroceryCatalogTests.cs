using OrleansAgents.Grains.Agents.Grocery;
using Xunit;

namespace OrleansAgents.Assistant.Tests.Agents.Grocery;

public sealed class GroceryCatalogTests
{
    private static GroceryCatalog Catalog => AgentCaller.Groceries;

    [Fact]
    public void Tables_AreAsLargeAsPromised()
    {
        Assert.True(Catalog.Dishes.Count >= 40);
        Assert.True(Catalog.Products.Count >= 150);
        Assert.True(Catalog.Dishes.Count(static dish => dish.Cuisine.Id != "western") > Catalog.Dishes.Count / 2);
    }

    [Fact]
    public void EveryIngredient_IsSold()
        => Assert.All(Catalog.Dishes.SelectMany(static dish => dish.PerPerson), static part => Assert.NotEmpty(Catalog.ProductsOf(part.Good)));

    [Fact]
    public void EveryDish_CanBeCookedAndLookedUp()
        => Assert.All(Catalog.Dishes, static dish =>
        {
            Assert.InRange(dish.PerPerson.Count, 3, 20);
            Assert.Equal(dish.PerPerson.Count, dish.PerPerson.DistinctBy(static part => part.Good.Id).Count());
            Assert.NotEmpty(dish.Main);
            Assert.StartsWith("Wikipedia: ", dish.Source, StringComparison.Ordinal);
            Assert.All(dish.PerPerson, part => Assert.True(part.Quantity <= (part.Good.Unit == "piece" ? 4 : 500), $"{dish.Id}: {part.Good.Id} {part.Quantity}"));
        });

    [Fact]
    public void Names_MeanOneGoodOrDish()
    {
        Assert.All(Catalog.Goods, static good => Assert.All(good.Names, name => Assert.Equal([good], Catalog.GoodNames.Named(name))));
        Assert.All(Catalog.Dishes, static dish => Assert.All(dish.Names, name => Assert.Equal([dish], Catalog.DishNames.Named(name))));
    }

    [Fact]
    public void Prices_AreWholeFen() => Assert.All(Catalog.Products, static product => Assert.Equal(product.Price, decimal.Round(product.Price, 2)));

    [Theory]
    [InlineData("2", "斤", "tomato", "1000")]
    [InlineData("1.5", "kg", "rice", "1500")]
    [InlineData("3", "个", "potato", "600")]
    [InlineData("1", "dozen", "egg", "12")]
    [InlineData("500", "g", "egg", "10")]
    [InlineData("1", "升", "milk", "1000")]
    [InlineData("2", "盒", "milk", null)]
    [InlineData("2", null, "milk", null)]
    [InlineData("2", "个", "pork-belly", null)]
    public void Quantity_InAnyUnit_IsTheGoods(string quantity, string? unit, string good, string? expected)
        => Assert.Equal(
            expected is null ? null : decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
            Units.InUnitOf(Catalog.FindGood(good, null)!, decimal.Parse(quantity, System.Globalization.CultureInfo.InvariantCulture), unit));

    [Theory]
    [InlineData("g", "12.1", "13")]
    [InlineData("g", "20", "20")]
    [InlineData("g", "51", "55")]
    [InlineData("g", "101", "110")]
    [InlineData("ml", "1001", "1050")]
    [InlineData("piece", "1.2", "2")]
    [InlineData("piece", "4", "4")]
    public void Rounding_IsUpAndInStepsThatCanBeMeasured(string unit, string quantity, string expected)
        => Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), Units.Round(decimal.Parse(quantity, System.Globalization.CultureInfo.InvariantCulture), unit));
}
