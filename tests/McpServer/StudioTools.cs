using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace OrleansAgents.McpServer;

/// <summary>The tools of a cooking studio: one takes what another agent makes, two make what other agents take.</summary>
public static class StudioTools
{
    /// <summary>Kilocalories of a gram or millilitre, and of a piece: one figure for all goods, so that whoever checks an answer can count it.</summary>
    public const decimal KilocaloriesOfGram = 1.5m, KilocaloriesOfPiece = 80m;

    /// <summary>What a seat in a class costs, in yuan.</summary>
    public const decimal SeatFee = 180m;

    /// <summary>What a recipe takes, for four.</summary>
    public static IReadOnlyList<StudioItem> RecipeItems(string recipe) => recipe switch
    {
        "three-cup-chicken" => [new("鸡腿", 800, "g"), new("生姜", 30, "g"), new("大蒜", 30, "g")],
        "beer-duck" => [new("鸡腿", 600, "g"), new("土豆", 400, "g"), new("生姜", 20, "g")],
        _ => [new("五花肉", 500, "g"), new("冬笋", 400, "g"), new("小葱", 20, "g")],
    };

    public static McpServerOptions Options()
    {
        McpServerPrimitiveCollection<McpServerTool> tools =
        [
            Tool("nutrition", static (StudioItem[] items) => new Nutrition((int)items.Sum(static item => item.Quantity * (item.Unit is "g" or "ml" ? KilocaloriesOfGram : KilocaloriesOfPiece)), items.Length)),
            Tool("recipe", static (StudioRecipe recipe) => new RecipeList(recipe.Name, RecipeItems(recipe.Id))),
            Tool("fee", static (StudioClass @class, int people) => new ClassFee(@class.Name, people, new StudioAmount(SeatFee * people, "CNY"))),
        ];
        return new McpServerOptions { ServerInfo = new Implementation { Name = "studio", Version = "1" }, ToolCollection = tools };
    }

    private static McpServerTool Tool(string name, Delegate tool) => McpServerTool.Create(tool, new McpServerToolCreateOptions { Name = name, ReadOnly = true, UseStructuredContent = true });
}

/// <summary>Something to buy or eat.</summary>
public sealed record StudioItem(string Name, decimal Quantity, string Unit);

/// <summary>A recipe of the studio.</summary>
public sealed record StudioRecipe(string Id, string Name);

/// <summary>A class of the studio.</summary>
public sealed record StudioClass(string Id, string Name);

/// <summary>Money.</summary>
public sealed record StudioAmount(decimal Amount, string Currency);

/// <summary>What is in a list of items.</summary>
public sealed record Nutrition(int Kilocalories, int Counted);

/// <summary>What a recipe takes.</summary>
public sealed record RecipeList(string Recipe, IReadOnlyList<StudioItem> Items);

/// <summary>What a class costs for all.</summary>
public sealed record ClassFee(string Class, int People, StudioAmount Fee);
