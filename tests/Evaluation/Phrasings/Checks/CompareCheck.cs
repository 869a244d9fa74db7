using System.Globalization;
using static OrleansAgents.Evaluation.AnswerEvidence;

namespace OrleansAgents.Evaluation;

/// <summary>A choice: offers that shops make for goods of the kind, the cheapest first, and within the budget.</summary>
internal static class CompareCheck
{
    public static void Check(AnswerEvidence evidence)
    {
        evidence.NothingIsAsked();
        if (evidence.OutputOf("shopping.compare") is not { } output)
        {
            return;
        }

        var (facts, shops) = (evidence.Facts, evidence.Data.Shops);
        var known = shops.Products.Where(product => product.Kind == facts.Kind.Id).SelectMany(shops.OffersOf).ToList();
        evidence.Same(facts.Kind.Name(evidence.IsChinese), Text(output, "category"), "the kind of goods");
        foreach (var offer in List(output, "offers"))
        {
            evidence.Holds(
                known.Any(one => one.Product.Id == Text(offer, "product") && one.Shop.Name(evidence.IsChinese) == Text(offer, "shop") && one.Final == Amount(offer, "final")),
                string.Create(CultureInfo.InvariantCulture, $"no shop makes the offer {Text(offer, "product")} at {Text(offer, "shop")} for {Amount(offer, "final")}"));
        }

        var best = Amount(List(output, "offers").First(), "final");
        evidence.Same(known.Min(static offer => offer.Final), best, "the lowest price");
        evidence.Holds(!evidence.TellsBudget || best <= facts.Budget, "the best offer is over the budget");
    }
}
