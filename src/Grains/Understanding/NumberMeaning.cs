using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Grains.Understanding;

/// <summary>Gives bare numbers the meaning that the skill needs: in "split 360 by 5" nothing says that 360 is money but that splitting needs an amount.</summary>
internal static class NumberMeaning
{
    /// <summary>A larger bare number counts no people.</summary>
    private const int PeopleMax = 200;

    /// <summary>Replaces bare numbers among a goal's mentions by amounts and numbers of people, as far as the skill needs some that nothing else says.</summary>
    public static void Assign(List<Mention> mentions, SkillShape skill)
    {
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

    /// <summary>The number of a bare number.</summary>
    public static decimal NumberOf(Mention mention) => ((NumberValue)mention.Value).Number;

    /// <summary>Whether so many people can be meant.</summary>
    public static bool IsPeople(decimal number) => number is >= 1 and <= PeopleMax && decimal.IsInteger(number);

    private static Mention? Largest(List<Mention> mentions) => mentions.Where(static mention => mention.Semantic == MentionKinds.Number).MaxBy(NumberOf);
}
