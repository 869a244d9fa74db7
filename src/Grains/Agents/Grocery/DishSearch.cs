using System.Text.Json;

namespace OrleansAgents.Grains.Agents.Grocery;

/// <summary>Finds dishes by an ingredient, a cuisine, both, or what a sentence names of them.</summary>
internal sealed class DishSearch(GroceryCatalog catalog)
{
    /// <summary>Dishes in an answer: as many as a person reads.</summary>
    private const int DishesMax = 10;

    public SkillReply Invoke(SkillContext context, JsonElement arguments)
    {
        var query = arguments.Text("query");
        var goods = Goods(arguments, query);
        var cuisine = CuisineOf(arguments, query);
        var named = goods.Count == 0 && cuisine is null && query is not null ? catalog.DishNames.In(query).SelectMany(static entry => entry.Things).Distinct().ToList() : [];
        if (goods.Count == 0 && cuisine is null && named.Count == 0)
        {
            var text = AgentReplies.Quoted(Named(arguments, "ingredient") ?? Named(arguments, "cuisine") ?? query ?? "");
            return text.Length == 0
                ? AgentReplies.Invalid("请说一种食材或菜系，例如“豆腐”或“川菜”。", "Please name an ingredient or a cuisine, such as \"tofu\" or \"Sichuan\".")
                : AgentReplies.NotFound($"没有找到与“{text}”有关的菜，可以说一种食材或菜系，例如“豆腐”或“川菜”。", $"I know no dish for \"{text}\"; name an ingredient or a cuisine, such as \"tofu\" or \"Sichuan\".");
        }

        var found = named.Count > 0
            ? named
            : [.. catalog.Dishes
                .Where(dish => cuisine is null || dish.Cuisine.Id == cuisine.Id)
                .Where(dish => goods.Count == 0 || dish.PerPerson.Any(part => goods.Contains(part.Good)))
                // The more of a dish it is, the better the dish fits; and the very thing that was named fits better than its kin.
                .OrderBy(dish => Rank(dish, goods))
                .ThenBy(dish => goods.Count > 0 && dish.Main.Contains(goods[0]) ? 0 : 1)];
        var (zh, en) = ($"{cuisine?.Zh}{goods.FirstOrDefault()?.Zh}", $"{goods.FirstOrDefault()?.En} {cuisine?.En}".Trim());
        if (found.Count == 0)
        {
            return AgentReplies.NotFound($"我的菜谱里没有“{zh}”的菜。", $"I have no recipe for {en}.");
        }

        var chinese = context.IsChinese();
        var shown = found.Take(DishesMax).ToList();
        var output = new DishesOutput(
            goods.FirstOrDefault()?.Name(chinese), chinese ? cuisine?.Zh : cuisine?.En,
            [.. shown.Select(dish => new DishView(dish.Id, dish.Name(chinese), chinese ? dish.Cuisine.Zh : dish.Cuisine.En, dish.Minutes, [.. dish.Main.Select(good => good.Name(chinese))]))],
            null);
        return AgentReplies.Done("dishes", output, GroceryJsonContext.Answers.DishesOutput, new LocalizedText(
            $"{(zh.Length == 0 ? "" : $"{zh}可以做：")}{string.Join("、", shown.Select(static dish => $"{dish.Zh}（{dish.Minutes} 分钟）"))}。",
            $"{(en.Length == 0 ? "" : $"With {en}: ")}{string.Join(", ", shown.Select(static dish => $"{dish.En} ({dish.Minutes} min)"))}."));
    }

    /// <summary>An ingredient may be called by what several are called: 猪肉 means every cut of it.</summary>
    private List<Good> Goods(JsonElement arguments, string? query)
    {
        if (Named(arguments, "ingredient") is { } name)
        {
            return catalog.FindGood(Id(arguments, "ingredient"), name) is { } good ? Kin(good) : [];
        }

        return query is null ? [] : [.. catalog.GoodNames.In(query).SelectMany(static entry => entry.Things).SelectMany(Kin).Distinct()];
    }

    /// <summary>The good and its other cuts or kinds: those whose ids begin with the same word.</summary>
    private List<Good> Kin(Good good)
    {
        var family = good.Id.Split('-')[0];
        return family is "pork" or "beef" or "chicken" or "tofu" or "shrimp" ? [good, .. catalog.Goods.Where(other => other != good && other.Id.StartsWith($"{family}-", StringComparison.Ordinal) && other.Id != "chicken-bouillon")] : [good];
    }

    /// <summary>The place of the first of the goods among the main parts of a dish; behind them all if it is none of them.</summary>
    private static int Rank(Dish dish, List<Good> goods) => dish.Main.Select(static (good, place) => (good, place)).FirstOrDefault(part => goods.Contains(part.good), (null!, int.MaxValue)).Item2;

    private Cuisine? CuisineOf(JsonElement arguments, string? query)
    {
        var name = Named(arguments, "cuisine");
        return Cuisine.All.FirstOrDefault(known => known.Id == Id(arguments, "cuisine"))
            ?? (name is null ? null : catalog.CuisineNames.FirstNamed(name))
            ?? (name is null && query is not null ? catalog.CuisineNames.In(query).Select(static entry => entry.Things[0]).FirstOrDefault() : null);
    }

    private static string? Id(JsonElement arguments, string property) => arguments.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Object ? value.Text("id") : null;

    private static string? Named(JsonElement arguments, string property)
        => arguments.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Object ? value.Text("name") ?? value.Text("id") : null;
}
