using System.Collections.Frozen;
using System.Globalization;

namespace OrleansAgents.Grains.Agents.Grocery;

/// <summary>Goods, what the simulated shop sells of them, and dishes: the three tables of this folder, checked against each other.</summary>
internal sealed class GroceryCatalog
{
    private readonly FrozenDictionary<string, Good> _goods;
    private readonly FrozenDictionary<string, Product[]> _products;
    private readonly FrozenDictionary<string, Dish> _dishes;

    private GroceryCatalog(IReadOnlyList<Good> goods, IReadOnlyList<Product> products, IReadOnlyList<Dish> dishes)
    {
        (Goods, Products, Dishes) = (goods, products, dishes);
        _goods = goods.ToFrozenDictionary(static good => good.Id);
        _products = products.GroupBy(static product => product.Good.Id).ToFrozenDictionary(static group => group.Key, static group => group.ToArray());
        _dishes = dishes.ToFrozenDictionary(static dish => dish.Id);
        GoodNames = new NameIndex<Good>(goods, static good => good.Names);
        DishNames = new NameIndex<Dish>(dishes, static dish => dish.Names);
        CuisineNames = new NameIndex<Cuisine>(Cuisine.All, static cuisine => [cuisine.Zh, cuisine.En, .. cuisine.ZhNames, .. cuisine.EnNames]);
    }

    public IReadOnlyList<Good> Goods { get; }

    public IReadOnlyList<Product> Products { get; }

    public IReadOnlyList<Dish> Dishes { get; }

    public NameIndex<Good> GoodNames { get; }

    public NameIndex<Dish> DishNames { get; }

    public NameIndex<Cuisine> CuisineNames { get; }

    /// <summary>Reads the tables that are part of the program.</summary>
    public static GroceryCatalog Load()
        => Read(AgentData.Table("Grocery/goods.csv"), AgentData.Table("Grocery/products.csv"), AgentData.Table("Grocery/dishes.csv"));

    /// <summary>Reads the tables.</summary>
    /// <exception cref="AgentDataException">A line is wrong, or names something that is not there.</exception>
    public static GroceryCatalog Read(IEnumerable<DataRow> goodRows, IEnumerable<DataRow> productRows, IEnumerable<DataRow> dishRows)
    {
        var goods = new Dictionary<string, Good>(StringComparer.Ordinal);
        var goodList = new List<Good>();
        foreach (var row in goodRows)
        {
            var good = new Good(
                row.Text("id"), row.Text("zh"), row.Text("en"), row.List("aliases"), row.Text("unit"), row.Text("pantry") == "yes",
                row.Optional("pieceGrams") is null ? null : (int)row.Number("pieceGrams", 1, 10_000));
            if (good.Unit is not ("g" or "ml" or "piece"))
            {
                throw row.Wrong("unit", $"it is '{good.Unit}'; it is g, ml or piece");
            }

            Add(goods, good.Id, good, row);
            goodList.Add(good);
        }

        var products = new Dictionary<string, Product>(StringComparer.Ordinal);
        var productList = new List<Product>();
        foreach (var row in productRows)
        {
            var product = new Product(
                row.Text("id"), Get(goods, row, "good", row.Text("good")), (int)row.Number("quantity", 1, 100_000), row.Text("containerZh"), row.Text("containerEn"), row.Number("price", 0.01m, 10_000));
            Add(products, product.Id, product, row);
            productList.Add(product);
        }

        var dishes = new Dictionary<string, Dish>(StringComparer.Ordinal);
        var dishList = new List<Dish>();
        foreach (var row in dishRows)
        {
            var cuisine = Cuisine.All.FirstOrDefault(known => known.Id == row.Text("cuisine"))
                ?? throw row.Wrong("cuisine", $"it is '{row.Text("cuisine")}'; it is one of {string.Join(", ", Cuisine.All.Select(static known => known.Id))}");
            var dish = new Dish(
                row.Text("id"), row.Text("zh"), row.Text("en"), row.List("aliases"), cuisine, (int)row.Number("minutes", 1, 600),
                [.. row.List("ingredients", ';').Select(part => Ingredient(goods, row, part))], row.Text("methodZh"), row.Text("methodEn"), row.Text("source"));
            Add(dishes, dish.Id, dish, row);
            dishList.Add(dish);
        }

        return new GroceryCatalog(goodList, productList, dishList);
    }

    /// <summary>The packs in which the shop sells a good; none if it does not.</summary>
    public IReadOnlyList<Product> ProductsOf(Good good) => _products.TryGetValue(good.Id, out var products) ? products : [];

    /// <summary>A good by its id, or else by what it is called; null if there is none.</summary>
    public Good? FindGood(string? id, string? name)
    {
        if (id is not null && _goods.TryGetValue(id, out var good))
        {
            return good;
        }

        return name is null ? null : GoodNames.FirstNamed(name) ?? GoodNames.In(name).Select(static entry => entry.Things[0]).FirstOrDefault();
    }

    /// <summary>A dish by its id, or else by what it is called; null if there is none.</summary>
    public Dish? FindDish(string? id, string? name)
    {
        if (id is not null && _dishes.TryGetValue(id, out var dish))
        {
            return dish;
        }

        return name is null ? null : DishNames.FirstNamed(name) ?? DishNames.In(name).Select(static entry => entry.Things[0]).FirstOrDefault();
    }

    private static (Good Good, decimal Quantity) Ingredient(Dictionary<string, Good> goods, DataRow row, string part)
    {
        var space = part.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && decimal.TryParse(part[(space + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var quantity) && quantity > 0
            ? (Get(goods, row, "ingredients", part[..space]), quantity)
            : throw row.Wrong("ingredients", $"'{part}' is no id of a good and a quantity for one person, such as 'tofu-soft 200'");
    }

    private static Good Get(Dictionary<string, Good> goods, DataRow row, string column, string id)
        => goods.TryGetValue(id, out var good) ? good : throw row.Wrong(column, $"it names '{id}', which is no id in goods.csv; add the good, or correct the id");

    private static void Add<T>(Dictionary<string, T> all, string id, T one, DataRow row)
    {
        if (!all.TryAdd(id, one))
        {
            throw row.Wrong("id", $"it is '{id}', as in an earlier line; ids are unique");
        }
    }
}
