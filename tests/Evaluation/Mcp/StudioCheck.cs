using System.Globalization;
using OrleansAgents.Grains.Agents;
using OrleansAgents.McpServer;
using static OrleansAgents.Evaluation.AnswerEvidence;

namespace OrleansAgents.Evaluation;

/// <summary>A need that takes the studio and an agent of the program: one feeds the other, and what comes out is what the tool makes of what it was given.</summary>
internal static class StudioCheck
{
    public static IReadOnlyList<string> Check(StudioTurn turn, Phrasing phrasing, NeedFacts facts, BuiltInData data)
    {
        List<string> broken = [];
        var (first, second) = phrasing.Text.Contains("{dish}", StringComparison.Ordinal) ? ("grocery.ingredients", "studio.nutrition")
            : phrasing.Text.Contains("{r}", StringComparison.Ordinal) ? ("studio.recipe", "grocery.quote") : ("studio.fee", "pay.split");
        if (second == "pay.split" && !phrasing.Text.Contains("{l}", StringComparison.Ordinal))
        {
            // It names none of the three classes, so that nobody can know what it costs.
            Holds(turn.Outcome == "completed" && turn.Asks && Studio.Classes.All(one => turn.Answer.Contains(one.Name(phrasing.Language == "zh"), StringComparison.Ordinal)), $"which class is not asked: {turn.Answer}");
            return broken;
        }

        Holds(turn.Outcome == "completed" && !turn.Asks, $"it ends {turn.Outcome}: {turn.Answer}");
        Holds(turn.Feeds(first, second), $"{first} does not feed {second}; the plan is {string.Join(", ", turn.Steps.Select(static step => $"{step.Step} {step.Agent}.{step.Skill} ({string.Join(' ', step.DependsOn)})"))}");
        if (turn.CardOf(second) is not { } card)
        {
            broken.Add($"{second} gave nothing");
            return broken;
        }

        switch (second)
        {
            case "studio.nutrition":
                var parts = facts.Dish.PerPerson.Select(part => (Quantity: part.Quantity * facts.People, part.Good.Unit));
                var energy = parts.Sum(static part => part.Quantity * (part.Unit is "g" or "ml" ? StudioTools.KilocaloriesOfGram : StudioTools.KilocaloriesOfPiece));
                Near(energy, card.GetProperty("kilocalories").GetInt32(), "the energy");
                break;
            case "grocery.quote":
                var wanted = StudioTools.RecipeItems(IdOf(Studio.Any(Studio.Recipes, facts.Pick).En)).Select(item => data.Groceries.FindGood(null, item.Name)!.Id);
                var bought = List(card, "lines").Select(line => data.Groceries.Products.First(product => product.Id == Text(line, "product")).Good.Id).ToHashSet();
                Holds(bought.SetEquals(wanted), $"{string.Join(", ", bought)} are bought");
                break;
            default:
                Near(StudioTools.SeatFee * facts.People, Amount(card, "amount"), "the fee that is split");
                Near(facts.People, card.GetProperty("people").GetInt32(), "the number who pay");
                break;
        }

        return broken;

        void Holds(bool holds, string otherwise)
        {
            if (!holds)
            {
                broken.Add(otherwise);
            }
        }

        // Quantities are rounded for people before they are handed on.
        void Near(decimal expected, decimal found, string what)
            => Holds(Math.Abs(expected - found) <= 0.03m * expected, string.Create(CultureInfo.InvariantCulture, $"{what} is {found} and not {expected}"));
    }

    private static string IdOf(string name) => name.Replace(' ', '-');
}
