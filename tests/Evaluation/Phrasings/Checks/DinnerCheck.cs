using System.Globalization;
using System.Text.Json;
using static OrleansAgents.Evaluation.AnswerEvidence;

namespace OrleansAgents.Evaluation;

/// <summary>A dinner: the dish's ingredients for all, priced in packs that the shop sells, by the hour that was told.</summary>
internal static class DinnerCheck
{
    public static void Check(AnswerEvidence evidence)
    {
        evidence.NothingIsAsked();
        var ingredients = evidence.OutputOf("grocery.ingredients");
        var quote = evidence.OutputOf("grocery.quote");
        evidence.Feeds("grocery.ingredients", "grocery.quote");
        if (ingredients is { } list)
        {
            Ingredients(evidence, list);
        }

        if (quote is { } cart)
        {
            Cart(evidence, cart);
        }

        evidence.WithinBudget(quote);
    }

    private static void Ingredients(AnswerEvidence evidence, JsonElement output)
    {
        var (dish, people) = (evidence.Facts.Dish, evidence.Facts.People);
        evidence.Same(dish.Id, Text(output.GetProperty("dish"), "id"), "the dish");
        evidence.Same(people, output.GetProperty("people").GetInt32(), "the number who eat");
        foreach (var (good, _) in dish.PerPerson)
        {
            evidence.Holds(List(output, "items").Any(item => Text(item, "id") == good.Id), $"{good.En} is missing among the ingredients");
        }
    }

    private static void Cart(AnswerEvidence evidence, JsonElement output)
    {
        var facts = evidence.Facts;
        foreach (var line in List(output, "lines"))
        {
            var product = evidence.Data.Groceries.Products.FirstOrDefault(product => product.Id == Text(line, "product"));
            evidence.Holds(product is not null, $"{Text(line, "product")} is not in the shop");
            evidence.Holds(product is null || product.Price == Amount(line, "unitPrice"), $"{Text(line, "product")} does not cost {Amount(line, "unitPrice")}");
            evidence.Holds(product is null || facts.Dish.PerPerson.Any(part => part.Good.Id == product.Good.Id), $"{Text(line, "name")} is not in {facts.Dish.En}");
        }

        evidence.Same(List(output, "lines").Sum(static line => Amount(line, "lineTotal")) + Amount(output, "deliveryFee"), Amount(output, "total"), "what the groceries cost");
        if (evidence.Tells("t"))
        {
            var told = output.GetProperty("delivery").TryGetProperty("deadline", out var deadline) && deadline.ValueKind == JsonValueKind.String
                ? TimeZoneInfo.ConvertTime(deadline.GetDateTimeOffset(), facts.Zone).DateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
                : "not told";
            evidence.Same(facts.Deadline.Local.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), told, "the deadline of the delivery");
        }
    }
}
