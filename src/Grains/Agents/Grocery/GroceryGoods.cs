namespace OrleansAgents.Grains.Agents.Grocery;

/// <summary>Something that can be asked for and cooked with.</summary>
/// <param name="Unit">g, ml or piece: in what it is counted.</param>
/// <param name="IsPantry">True for what most kitchens have.</param>
/// <param name="PieceGrams">What one weighs; null if people do not count it, or nobody knows.</param>
internal sealed record Good(string Id, string Zh, string En, IReadOnlyList<string> Aliases, string Unit, bool IsPantry, int? PieceGrams)
{
    public IEnumerable<string> Names => [Zh, En, .. Aliases];

    public string Name(bool chinese) => chinese ? Zh : En;
}

/// <summary>A pack that the shop sells.</summary>
/// <param name="Quantity">What is in it, in the unit of the good.</param>
/// <param name="Price">Yuan, simulated.</param>
internal sealed record Product(string Id, Good Good, int Quantity, string ContainerZh, string ContainerEn, decimal Price)
{
    /// <summary>The pack in words: 400 克/盒.</summary>
    public string Pack(bool chinese) => $"{Units.Display(Quantity, Good.Unit, chinese)}/{(chinese ? ContainerZh : ContainerEn)}";
}

/// <summary>A dish.</summary>
/// <param name="Minutes">From an empty board to the table.</param>
/// <param name="PerPerson">What one person needs, in the units of the goods.</param>
internal sealed record Dish(
    string Id, string Zh, string En, IReadOnlyList<string> Aliases, Cuisine Cuisine, int Minutes, IReadOnlyList<(Good Good, decimal Quantity)> PerPerson, string MethodZh, string MethodEn, string Source)
{
    public IEnumerable<string> Names => [Zh, En, .. Aliases];

    public string Name(bool chinese) => chinese ? Zh : En;

    /// <summary>What the dish is made of, without what every kitchen has: the largest first.</summary>
    public IEnumerable<Good> Main => PerPerson
        .Where(static part => !part.Good.IsPantry)
        .OrderByDescending(static part => part.Good.Unit == "piece" ? part.Quantity * (part.Good.PieceGrams ?? 50) : part.Quantity)
        .Select(static part => part.Good)
        .Take(4);
}

/// <summary>Where a dish comes from.</summary>
internal sealed record Cuisine(string Id, string Zh, string En, IReadOnlyList<string> ZhNames, IReadOnlyList<string> EnNames)
{
    public static IReadOnlyList<Cuisine> All { get; } =
    [
        new("sichuan", "川菜", "Sichuan", ["川菜", "四川菜", "麻辣"], ["sichuan", "szechuan", "sichuan food"]),
        new("cantonese", "粤菜", "Cantonese", ["粤菜", "广东菜", "广式"], ["cantonese", "guangdong food"]),
        new("hunan", "湘菜", "Hunan", ["湘菜", "湖南菜"], ["hunan food", "hunanese"]),
        new("zhejiang", "浙菜", "Zhejiang", ["浙菜", "杭帮菜", "杭州菜", "浙江菜"], ["zhejiang food", "hangzhou food"]),
        new("jiangsu", "苏菜", "Jiangsu", ["苏菜", "淮扬菜", "江苏菜"], ["jiangsu food", "huaiyang"]),
        new("beijing", "京菜", "Beijing", ["京菜", "北京菜"], ["beijing food"]),
        new("northeast", "东北菜", "Northeastern", ["东北菜"], ["northeastern", "dongbei", "northeastern food"]),
        new("northwest", "西北菜", "Northwestern", ["西北菜", "新疆菜"], ["northwestern", "xinjiang food"]),
        new("hubei", "鄂菜", "Hubei", ["鄂菜", "湖北菜"], ["hubei food"]),
        new("home", "家常菜", "home-style", ["家常菜", "家常", "下饭菜"], ["home-style", "home cooking", "homestyle"]),
        new("western", "西餐", "Western", ["西餐", "西式"], ["western", "western food"]),
    ];
}
