using System.Text.RegularExpressions;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Grains.Understanding;

/// <summary>
/// Gives numbers the meaning that what is asked for needs: in "split 360 by 5" nothing says that 360 is money but that splitting needs an amount; and where nothing else is done with money than to spend it, an amount
/// is what may be spent.
/// </summary>
internal static partial class NumberMeaning
{
    /// <summary>A larger bare number counts no people.</summary>
    private const int PeopleMax = 200;

    /// <summary>A smaller bare number is no budget of something that takes several agents.</summary>
    private const decimal BudgetMin = 100;

    /// <summary>Replaces bare numbers among a goal's mentions by amounts and numbers of people, as far as the skill needs some that nothing else says.</summary>
    public static void Assign(List<Mention> mentions, SkillShape skill)
    {
        if (!skill.Inputs.Any(static input => input is { Semantic: Semantics.Money, Role: not MentionKinds.Budget }))
        {
            SpendOnly(mentions);
        }

        // The largest number is the amount: people are fewer than the yuan that they split.
        if (IsMissing(Semantics.Money) && Largest(mentions) is { } amount)
        {
            Replace(amount, Semantics.Money, new MoneyValue(NumberOf(amount), "CNY"));
        }

        if (IsMissing(Semantics.PartySize) && mentions.Find(static mention => mention.Semantic == MentionKinds.Number && IsPeople(NumberOf(mention))) is { } people)
        {
            Replace(people, Semantics.PartySize, people.Value);
        }

        bool IsMissing(string semantic) => skill.Needs(semantic) && !mentions.Exists(mention => mention.Semantic == semantic);

        void Replace(Mention mention, string semantic, MentionValue value) => mentions[mentions.IndexOf(mention)] = mention with { Semantic = semantic, Value = value };
    }

    /// <summary>Does the same for a scenario.</summary>
    /// <param name="mentions">The goal's mentions.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="text">The folded text: a number that counts days or hours counts no people.</param>
    public static void Assign(List<Mention> mentions, Scenario scenario, string text)
    {
        SpendOnly(mentions);
        if (!mentions.Exists(static mention => mention.Semantic == Semantics.Money) && Largest(mentions) is { } amount && NumberOf(amount) >= BudgetMin)
        {
            mentions[mentions.IndexOf(amount)] = amount with { Semantic = Semantics.Money, Role = MentionKinds.Budget, Value = new MoneyValue(NumberOf(amount), "CNY") };
        }

        if (scenario.Needs.Contains(Semantics.PartySize) && !mentions.Exists(static mention => mention.Semantic == Semantics.PartySize)
            && mentions.Find(mention => mention.Semantic == MentionKinds.Number && NumberOf(mention) > 1 && IsPeople(NumberOf(mention)) && !CountsOther().IsMatch(text.AsSpan(mention.End))) is { } people)
        {
            mentions[mentions.IndexOf(people)] = people with { Semantic = Semantics.PartySize };
        }
    }

    /// <summary>The number of a bare number.</summary>
    public static decimal NumberOf(Mention mention) => ((NumberValue)mention.Value).Number;

    /// <summary>Whether so many people can be meant.</summary>
    public static bool IsPeople(decimal number) => number is >= 1 and <= PeopleMax && decimal.IsInteger(number);

    private static void SpendOnly(List<Mention> mentions)
    {
        for (var index = 0; index < mentions.Count; index++)
        {
            if (mentions[index] is { Semantic: Semantics.Money, Role: null } money)
            {
                mentions[index] = money with { Role = MentionKinds.Budget };
            }
        }
    }

    /// <summary>What a number counts if it does not count people.</summary>
    [GeneratedRegex(@"\A\s?(?:[天日号晚夜月年周点时分:：%./-]|小时|钟|星期|公里|米|km|days?|nights?|weeks?|months?|hours?|minutes?|am|pm|st\b|nd\b|rd\b|th\b)", RegexOptions.CultureInvariant)]
    private static partial Regex CountsOther();

    private static Mention? Largest(List<Mention> mentions) => mentions.Where(static mention => mention.Semantic == MentionKinds.Number).MaxBy(NumberOf);
}
