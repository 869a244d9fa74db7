using System.Collections.Frozen;

namespace OrleansAgents.Grains.Agents.Shopping;

/// <summary>The simulated shops, what they sell and their coupons: <c>shops.csv</c>, <c>kinds.csv</c>, <c>products.csv</c>, <c>coupons.csv</c>.</summary>
internal sealed class ShopCatalog
{
    private readonly FrozenDictionary<string, ProductKind> _kinds;
    private readonly FrozenDictionary<string, Shop> _shops;
    private readonly NameIndex<ProductKind> _kindNames;

    private ShopCatalog(IReadOnlyList<ProductKind> kinds, IReadOnlyList<Shop> shops, IReadOnlyList<Product> products, IReadOnlyList<Coupon> coupons)
    {
        (Kinds, Products, Coupons) = (kinds, products, coupons);
        _kinds = kinds.ToFrozenDictionary(static kind => kind.Id);
        _shops = shops.ToFrozenDictionary(static shop => shop.Id);
        _kindNames = new NameIndex<ProductKind>(kinds, static kind => kind.ZhNames.Concat(kind.EnNames));
    }

    public IReadOnlyList<ProductKind> Kinds { get; }

    public IReadOnlyList<Product> Products { get; }

    public IReadOnlyList<Coupon> Coupons { get; }

    /// <summary>Reads the tables that are part of the program; a mistake names file and line.</summary>
    public static ShopCatalog Load()
    {
        List<Shop> shops = [.. AgentData.Table("Shopping/shops.csv").Select(static row => new Shop(row.Text("id"), row.Text("zh"), row.Text("en")))];
        List<ProductKind> kinds = [.. AgentData.Table("Shopping/kinds.csv").Select(static row => new ProductKind(row.Text("id"), row.List("zh"), row.List("en")))];
        List<Product> products = [.. AgentData.Table("Shopping/products.csv").Select(row => new Product(
            row.Text("id"),
            kinds.Exists(kind => kind.Id == row.Text("kind")) ? row.Text("kind") : throw row.Wrong("kind", $"it is '{row.Text("kind")}', which is no id in Shopping/kinds.csv"),
            row.Text("zh"), row.Text("en"),
            shops.Where(shop => row.Optional(shop.Id) is not null).ToFrozenDictionary(static shop => shop.Id, shop => row.Number(shop.Id, 1, 100_000)),
            row.Number("own", 1, 100_000), row.Number("rating", 0, 5), row.List("tagsZh"), row.List("tagsEn")))];
        List<Coupon> coupons = [.. AgentData.Table("Shopping/coupons.csv").Select(static row => new Coupon(
            row.Text("id"), row.Text("shop"), row.Optional("kind"), row.Number("from", 0, 100_000), row.Number("off", 1, 10_000), row.Text("zh"), row.Text("en")))];
        return new ShopCatalog(kinds, shops, products, coupons);
    }

    public Shop ShopOf(string id) => _shops[id];

    /// <summary>A kind by its id or one of its names; null if there is none.</summary>
    public ProductKind? FindKind(string name) => _kinds.GetValueOrDefault(name) ?? _kindNames.FirstNamed(name) ?? (_kindNames.In(name) is [var first, ..] ? first.Things[0] : null);

    /// <summary>What a product costs in a shop after the coupon that takes most off; null if the shop does not have it.</summary>
    public Offer? OfferOf(Product product, Shop shop)
    {
        if (!product.Prices.TryGetValue(shop.Id, out var price))
        {
            return null;
        }

        var coupon = Coupons
            .Where(coupon => coupon.Shop == shop.Id && price >= coupon.From && (coupon.Kind is null || coupon.Kind == product.Kind))
            .OrderByDescending(static coupon => coupon.Off)
            .FirstOrDefault();
        return new Offer(product, shop, price, coupon);
    }

    /// <summary>What a product costs everywhere, the cheapest first.</summary>
    public IReadOnlyList<Offer> OffersOf(Product product)
        => [.. _shops.Values.Select(shop => OfferOf(product, shop)).OfType<Offer>().OrderBy(static offer => offer.Final).ThenBy(static offer => offer.Shop.Id, StringComparer.Ordinal)];
}

/// <summary>A kind of goods.</summary>
internal sealed record ProductKind(string Id, IReadOnlyList<string> ZhNames, IReadOnlyList<string> EnNames)
{
    public string Name(bool chinese) => chinese ? ZhNames[0] : EnNames[0];
}

/// <summary>A shop.</summary>
internal sealed record Shop(string Id, string Zh, string En)
{
    public string Name(bool chinese) => chinese ? Zh : En;
}

/// <summary>A product; prices in yuan by shop, and what its maker's own shop asks.</summary>
internal sealed record Product(
    string Id, string Kind, string Zh, string En, FrozenDictionary<string, decimal> Prices, decimal OwnPrice, decimal Rating, IReadOnlyList<string> TagsZh, IReadOnlyList<string> TagsEn)
{
    public string Name(bool chinese) => chinese ? Zh : En;
}

/// <summary>Yuan off a price.</summary>
internal sealed record Coupon(string Id, string Shop, string? Kind, decimal From, decimal Off, string Zh, string En);

/// <summary>A product in a shop.</summary>
internal sealed record Offer(Product Product, Shop Shop, decimal Price, Coupon? Coupon)
{
    public decimal Off => Coupon?.Off ?? 0;

    /// <summary>The price after the coupon.</summary>
    public decimal Final => Price - Off;
}
