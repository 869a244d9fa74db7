using System.Text.Json;
using static OrleansAgents.Evaluation.AnswerEvidence;

namespace OrleansAgents.Evaluation;

/// <summary>A team building: vehicles for all, goods for all, the train if they come from elsewhere, and shares that add up to what these cost.</summary>
internal static class TeamCheck
{
    public static void Check(AnswerEvidence evidence)
    {
        var facts = evidence.Facts;
        evidence.NothingIsAsked();
        var ride = evidence.OutputOf("mobility.group_ride");
        var goods = evidence.OutputOf("shopping.search");
        var shares = evidence.OutputOf("pay.split");
        var trains = evidence.Tells("f") ? evidence.OutputOf("travel.search_trains") : null;
        evidence.UnderstoodDay(facts.Day.Day);
        if (ride is { } vehicles)
        {
            Vehicles(evidence, vehicles);
            evidence.Feeds("mobility.group_ride", "pay.split");
        }

        if (goods is { } products)
        {
            Goods(evidence, products);
            evidence.Feeds("shopping.search", "pay.split");
        }

        if (trains is { } found)
        {
            TripCheck.Trains(evidence, found, facts.Day.Day);
            evidence.Feeds("travel.search_trains", "pay.split");
        }

        if (shares is { } split)
        {
            evidence.Same(facts.People, split.GetProperty("people").GetInt32(), "the number who pay");
            var costs = new[] { ride, goods, trains }.OfType<JsonElement>().Sum(static output => Amount(output, "total"));
            evidence.Same(costs, Amount(split, "amount"), "what is split");
            evidence.Same(costs, List(split, "shares").Sum(static share => share.GetProperty("people").GetInt32() * Amount(share, "each")), "the sum of the shares");
        }

        evidence.WithinBudget(ride, goods, trains);
    }

    private static void Vehicles(AnswerEvidence evidence, JsonElement output)
    {
        var facts = evidence.Facts;
        evidence.Same(facts.People, output.GetProperty("people").GetInt32(), "the number of people in vehicles");
        evidence.Same(facts.City.Name(evidence.IsChinese), Text(output, "destination"), "where the vehicles go");
        evidence.Same(facts.Day.Day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), output.TryGetProperty("date", out var date) ? date.GetString() : null, "the day of the vehicles");
        foreach (var offer in List(output, "vehicles"))
        {
            evidence.Holds(offer.GetProperty("seats").GetInt32() * offer.GetProperty("count").GetInt32() >= facts.People, $"{Text(offer, "label")}: not everybody has a seat");
            evidence.Same(offer.GetProperty("count").GetInt32() * Amount(offer, "each"), Amount(offer, "total"), $"what {Text(offer, "label")} costs");
        }
    }

    private static void Goods(AnswerEvidence evidence, JsonElement output)
    {
        var products = evidence.Data.Shops.Products;
        foreach (var offer in List(output, "products"))
        {
            var product = products.FirstOrDefault(product => product.Id == Text(offer, "id"));
            evidence.Holds(product is not null, $"{Text(offer, "id")} is not in the catalogue");
            evidence.Holds(product is null || evidence.Data.Shops.OffersOf(product).Any(known => known.Final == Amount(offer, "price")), $"no shop sells {Text(offer, "id")} for {Amount(offer, "price")}");
        }

        var first = List(output, "products").First();
        evidence.Same(Amount(first, "price") * evidence.Facts.People, Amount(output, "total"), "what the goods cost for all");
    }
}
