namespace OrleansAgents.Grains.Agents.Grocery;

/// <summary>What somebody wants of a good.</summary>
/// <param name="Quantity">In the unit of the good; null if packs are counted.</param>
/// <param name="Packs">How many packs, if packs are counted.</param>
internal sealed record Wanted(Good Good, decimal? Quantity, int Packs);

/// <summary>A line of a cart.</summary>
internal sealed record CartLine(Product Product, Wanted Wanted, int Packs)
{
    public decimal Total => Product.Price * Packs;
}

/// <summary>A priced cart. Prices are the simulated shop's; sums are decimal, so they are right to the fen.</summary>
internal sealed record Cart(IReadOnlyList<CartLine> Lines, decimal Goods, decimal DeliveryFee)
{
    /// <summary>The shop brings nothing for less: a ride across the quarter costs more than it would earn.</summary>
    public const decimal MinimumOrder = 29m;

    /// <summary>What bringing costs.</summary>
    public const decimal Fee = 4m;

    /// <summary>From this sum on, bringing is free.</summary>
    public const decimal FreeDeliveryFrom = 59m;

    /// <summary>Products that are offered to reach the minimum.</summary>
    private const int SuggestionsMax = 3;

    public decimal Total => Goods + DeliveryFee;

    /// <summary>What is missing to the minimum; 0 if nothing is.</summary>
    public decimal TopUp => Math.Max(0, MinimumOrder - Goods);

    /// <summary>Chooses packs: for each good the cheapest way to have enough of it in packs of one kind, and among equal ones the one that leaves least over.</summary>
    /// <param name="wanted">Goods that the shop sells; one that stands there twice is summed.</param>
    public static Cart Of(GroceryCatalog catalog, IEnumerable<Wanted> wanted)
    {
        var lines = wanted
            .GroupBy(static one => one.Good.Id)
            .Select(group => Choose(catalog.ProductsOf(group.First().Good), Sum(group)))
            .ToList();
        var goods = lines.Sum(static line => line.Total);
        return new Cart(lines, goods, goods >= FreeDeliveryFrom ? 0 : Fee);
    }

    /// <summary>Products that reach the minimum at once, cheapest first, and that the cart does not hold.</summary>
    public IReadOnlyList<Product> Suggestions(GroceryCatalog catalog) => TopUp == 0
        ? []
        : [.. catalog.Products
            .Where(product => product.Price >= TopUp && Lines.All(line => line.Product.Good.Id != product.Good.Id))
            .OrderBy(static product => product.Price)
            .ThenBy(static product => product.Id, StringComparer.Ordinal)
            .DistinctBy(static product => product.Good.Id)
            .Take(SuggestionsMax)];

    private static Wanted Sum(IEnumerable<Wanted> same)
    {
        var all = same.ToList();
        var measured = all.Where(static one => one.Quantity is not null).Sum(static one => one.Quantity!.Value);
        return new Wanted(all[0].Good, all.Any(static one => one.Quantity is not null) ? measured : null, all.Where(static one => one.Quantity is null).Sum(static one => one.Packs));
    }

    private static CartLine Choose(IReadOnlyList<Product> products, Wanted wanted) => products
        .Select(product => new CartLine(product, wanted, wanted.Packs + (wanted.Quantity is { } quantity ? (int)Math.Ceiling(quantity / product.Quantity) : 0)))
        // Who counts packs means the usual one, which the table names first.
        .OrderBy(line => wanted.Quantity is null ? 0 : line.Total)
        .ThenBy(line => wanted.Quantity is null ? 0 : line.Packs * line.Product.Quantity)
        .First();
}
