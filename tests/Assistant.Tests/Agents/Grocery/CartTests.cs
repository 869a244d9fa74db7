using OrleansAgents.Grains.Agents.Grocery;
using Xunit;

namespace OrleansAgents.Assistant.Tests.Agents.Grocery;

public sealed class CartTests
{
    private static GroceryCatalog Catalog => AgentCaller.Groceries;

    [Theory]
    [InlineData("tofu-firm", 400, "p-tofu-firm-400", 1)]
    [InlineData("tofu-firm", 401, "p-tofu-firm-400", 2)]
    [InlineData("tofu-firm", 1, "p-tofu-firm-400", 1)]
    [InlineData("egg", 10, "p-egg-10", 1)]
    [InlineData("egg", 11, "p-egg-20", 1)]
    [InlineData("egg", 30, "p-egg-30", 1)]
    [InlineData("milk", 250, "p-milk-250", 1)]
    [InlineData("milk", 900, "p-milk-950", 1)]
    public void Packs_AreEnoughAndTheCheapest(string good, int quantity, string product, int packs)
    {
        var line = Assert.Single(Cart.Of(Catalog, [Want(good, quantity)]).Lines);
        Assert.Equal((product, packs), (line.Product.Id, line.Packs));
    }

    [Fact]
    public void Packs_ForAnyQuantity_AreNeverTooFewNorOneTooMany()
    {
        foreach (var good in Catalog.Goods.Where(static good => Catalog.ProductsOf(good).Count > 0))
        {
            for (var quantity = 1; quantity < 3_000; quantity += 113)
            {
                var line = Assert.Single(Cart.Of(Catalog, [new Wanted(good, quantity, 0)]).Lines);
                Assert.True(line.Packs * line.Product.Quantity >= quantity);
                Assert.True((line.Packs - 1) * line.Product.Quantity < quantity);
            }
        }
    }

    [Fact]
    public void Good_ThatStandsThereTwice_IsOneLine()
    {
        var line = Assert.Single(Cart.Of(Catalog, [Want("tofu-firm", 200), Want("tofu-firm", 200), new Wanted(Good("tofu-firm"), null, 2)]).Lines);
        Assert.Equal(3, line.Packs);
    }

    [Fact]
    public void CountedPacks_AreOfTheUsualKind()
    {
        var line = Assert.Single(Cart.Of(Catalog, [new Wanted(Good("milk"), null, 2)]).Lines);
        Assert.Equal(("p-milk-950", 2, 27.80m), (line.Product.Id, line.Packs, line.Total));
    }

    [Fact]
    public void Sums_AreRightToTheFen()
    {
        var cart = Cart.Of(Catalog, Catalog.Goods.Select(static good => new Wanted(good, null, 7)));
        Assert.Equal(cart.Lines.Sum(static line => line.Product.Price * line.Packs), cart.Goods);
        Assert.Equal(cart.Goods, decimal.Round(cart.Goods, 2));
        Assert.Equal(cart.Goods + cart.DeliveryFee, cart.Total);
    }

    [Theory]
    [InlineData("milk", 2, "27.80", "4", "1.20")]
    [InlineData("milk", 3, "41.70", "4", "0")]
    [InlineData("milk", 4, "55.60", "4", "0")]
    [InlineData("milk", 5, "69.50", "0", "0")]
    public void FeeAndTopUp_FollowTheSum(string good, int packs, string goods, string fee, string topUp)
    {
        var cart = Cart.Of(Catalog, [new Wanted(Good(good), null, packs)]);
        Assert.Equal((Number(goods), Number(fee), Number(topUp)), (cart.Goods, cart.DeliveryFee, cart.TopUp));

        static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Suggestions_ReachTheMinimumWithSomethingElse()
    {
        var cart = Cart.Of(Catalog, [Want("egg", 10)]);
        Assert.True(cart.TopUp > 0);
        var suggestions = cart.Suggestions(Catalog);
        Assert.InRange(suggestions.Count, 1, 3);
        Assert.All(suggestions, product => Assert.True(product.Price >= cart.TopUp && product.Good.Id != "egg"));
    }

    [Fact]
    public void Suggestions_ForAFullCart_AreNone() => Assert.Empty(Cart.Of(Catalog, [Want("beef-brisket", 500)]).Suggestions(Catalog));

    private static Good Good(string id) => Catalog.FindGood(id, null)!;

    private static Wanted Want(string good, decimal quantity) => new(Good(good), quantity, 0);
}
