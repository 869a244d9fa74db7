using System.Text.Json;

namespace OrleansAgents.Grains.Agents.Grocery;

/// <summary>The grocery agent: what a dish needs, which dishes there are, and what it all costs in a simulated shop. It orders nothing.</summary>
internal sealed class GroceryAgent(GroceryCatalog catalog) : IAgentHandler
{
    /// <summary>For how many a dish is when nobody says.</summary>
    private const int PeopleDefault = 2;

    /// <summary>For how many a dish is at most: a kitchen at home has no larger pot.</summary>
    private const int PeopleMax = 100;

    private readonly QuoteSkill _quote = new(catalog);
    private readonly DishSearch _search = new(catalog);

    /// <inheritdoc/>
    public string Agent => "grocery";

    /// <inheritdoc/>
    public ValueTask<SkillReply> InvokeAsync(SkillContext context, JsonElement arguments, CancellationToken cancellationToken)
        => ValueTask.FromResult(context.Skill switch
        {
            "ingredients" => Ingredients(context, arguments),
            "quote" => _quote.Invoke(context, arguments),
            "find_dish" => _search.Invoke(context, arguments),
            _ => AgentReplies.Unknown(Agent, context.Skill),
        });

    private SkillReply Ingredients(SkillContext context, JsonElement arguments)
    {
        var wanted = arguments.GetProperty("dish");
        var name = wanted.Text("name") ?? wanted.Text("id") ?? "";
        if (catalog.FindDish(wanted.Text("id"), name) is not { } dish)
        {
            return UnknownDish(name);
        }

        var people = PeopleDefault;
        if (arguments.TryGetProperty("people", out var count) && (!count.TryGetInt32(out people) || people is < 1 or > PeopleMax))
        {
            return AgentReplies.Invalid($"人数要在 1 到 {PeopleMax} 之间，收到的是 {count}。", $"The number of people must be 1 to {PeopleMax}; it is {count}.");
        }

        var chinese = context.IsChinese();
        var items = dish.PerPerson.Select(part => (part.Good, Quantity: Units.Round(part.Quantity * people, part.Good.Unit))).ToList();
        var output = new IngredientsOutput(
            new DishRef(dish.Id, dish.Name(chinese)), people,
            [.. items.Select(item => new ItemView(item.Good.Id, item.Good.Name(chinese), item.Quantity, item.Good.Unit, Units.Display(item.Quantity, item.Good.Unit, chinese), item.Good.IsPantry))],
            chinese ? dish.MethodZh : dish.MethodEn,
            chinese ? "用量按家常做法估算，已向上取整。" : "Quantities follow plain home cooking and are rounded up.");
        return AgentReplies.Done("ingredients", output, GroceryJsonContext.Answers.IngredientsOutput, new LocalizedText(
            $"{people} 人份{dish.Zh}需要：{List(items, true)}{Pantry(items, "；常备调料：", "、", true)}。大约 {dish.Minutes} 分钟做好。",
            $"For {dish.En} for {people} you need {List(items, false)}{Pantry(items, "; from the pantry: ", ", ", false)}. It takes about {dish.Minutes} minutes."));
    }

    private SkillReply UnknownDish(string name)
    {
        var quoted = AgentReplies.Quoted(name);
        var like = catalog.DishNames.Like(name);
        return like.Count == 0
            ? AgentReplies.NotFound($"我的菜谱里没有“{quoted}”。", $"I have no recipe for \"{quoted}\".")
            : AgentReplies.NotFound(
                $"我的菜谱里没有“{quoted}”。是不是指{string.Join("、", like.Select(static dish => dish.Zh))}？",
                $"I have no recipe for \"{quoted}\". Did you mean {string.Join(", ", like.Select(static dish => dish.En))}?");
    }

    private static string List(IEnumerable<(Good Good, decimal Quantity)> items, bool chinese)
        => string.Join(chinese ? "、" : ", ", items.Where(static item => !item.Good.IsPantry).Select(item => $"{item.Good.Name(chinese)} {Units.Display(item.Quantity, item.Good.Unit, chinese)}"));

    private static string Pantry(IEnumerable<(Good Good, decimal Quantity)> items, string lead, string separator, bool chinese)
        => string.Join(separator, items.Where(static item => item.Good.IsPantry).Select(item => item.Good.Name(chinese))) is { Length: > 0 } names ? lead + names : "";
}
