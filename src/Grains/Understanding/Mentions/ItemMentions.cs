using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OrleansAgents.Grains.Understanding.Mentions;

/// <summary>
/// Reads shopping lists: things that a vocabulary names, each with the quantity that stands before it ("两斤鸡蛋", "a dozen eggs") or after it ("鸡蛋两斤"). Which vocabulary names the things,
/// a skill's input says by <c>x-vocabulary</c>. A thing without a quantity is one of it.
/// </summary>
internal static partial class ItemMentions
{
    private const string Unit = "公斤|千克|斤|两|克|毫升|升|打|个|只|颗|根|片|枚|盒|瓶|袋|包|把|块|条|棵|罐|份|kg|kilos?|g|grams?|lb|lbs|pounds?|oz|ml|l|lit(?:er|re)s?|dozen|bottles?|box(?:es)?|bags?|packs?|cartons?|pieces?";

    /// <summary>The list that the things among a goal's mentions make; null if there is none.</summary>
    /// <param name="folded">The folded text.</param>
    /// <param name="mentions">The goal's mentions.</param>
    /// <param name="semantic">The type of the vocabulary that names the things.</param>
    public static (JsonElement List, int Start, int End)? Read(string folded, IReadOnlyList<Mention> mentions, string semantic)
    {
        var things = mentions.Where(mention => mention.Semantic == semantic && mention.Value is KnownValue).OrderBy(static mention => mention.Start).ToList();
        if (things.Count == 0)
        {
            return null;
        }

        var each = Each().Match(folded[things[^1].End..]);
        JsonArray list = [];
        for (var index = 0; index < things.Count; index++)
        {
            var thing = things[index];
            var from = index == 0 ? 0 : things[index - 1].End;
            var to = index + 1 < things.Count ? things[index + 1].Start : folded.Length;
            var before = Before().Match(folded[from..thing.Start]);
            var quantity = before.Success ? before : After().Match(folded[thing.End..to]);
            list.Add(Item(thing, quantity.Success ? quantity : each));
        }

        return (JsonSerializer.SerializeToElement(list), things[0].Start, things[^1].End);
    }

    private static JsonObject Item(Mention thing, Match quantity)
    {
        var item = thing.Value.ToJson() is { ValueKind: JsonValueKind.Object } value ? JsonNode.Parse(value.GetRawText())!.AsObject() : new JsonObject { ["name"] = thing.Value.ToJson().ToString() };
        if (!quantity.Success)
        {
            return item;
        }

        var number = quantity.Groups["n"].ValueSpan is "半" ? 0.5m : quantity.Groups["n"].Success ? Numbers.Parse(quantity.Groups["n"].ValueSpan) ?? 1 : 1;
        if (number > 0)
        {
            item["quantity"] = NumberValue.Normalize(number);
        }

        if (quantity.Groups["u"] is { Success: true } unit)
        {
            item["unit"] = unit.Value switch
            {
                "kilo" or "kilos" => "kg",
                "pound" or "pounds" or "lbs" => "lb",
                var word => word,
            };
        }

        return item;
    }

    [GeneratedRegex("(?:(?<n>半|一|" + Numbers.Any + @")\s?(?<u>" + Unit + @")|(?<n>" + Numbers.Any + @")|\b(?:a|an|one)\s(?<u>" + Unit + @")|\b(?:a|an))\s?(?:的|of\s)?\s?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Before();

    [GeneratedRegex(@"\A\s?(?:来|要|买)?(?<n>半|一|" + Numbers.Any + @")\s?(?<u>" + Unit + ")", RegexOptions.CultureInvariant)]
    private static partial Regex After();

    [GeneratedRegex("各(?:要|来|买)?(?<n>半|一|" + Numbers.Any + @")\s?(?<u>" + Unit + ")", RegexOptions.CultureInvariant)]
    private static partial Regex Each();
}
