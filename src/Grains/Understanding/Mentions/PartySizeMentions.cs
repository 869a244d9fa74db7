using System.Text.RegularExpressions;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Understanding.Mentions;

/// <summary>Numbers of people.</summary>
internal static partial class PartySizeMentions
{
    /// <summary>More are no party; such numbers mean something else.</summary>
    private const int PeopleMax = 1_000_000;

    /// <summary>Adds the numbers of people in a folded text.</summary>
    public static void Read(string text, List<Mention> found)
    {
        foreach (Match match in Chinese().Matches(text))
        {
            Add(match, match.Groups["n"].ValueSpan switch
            {
                "俩" or "双" => 2,
                "仨" => 3,
                "单" or "独自" => 1,
                var number => Numbers.Parse(number),
            });
        }

        foreach (Match match in English().Matches(text))
        {
            Add(match, match.Groups["n"].ValueSpan is "couple" or "a couple" ? 2 : Numbers.Parse(match.Groups["n"].ValueSpan));
        }

        void Add(Match match, decimal? number)
        {
            // None and far too many are read as well: the agent says what it takes, which is better than not to have heard.
            if (number is >= 0 and <= PeopleMax && decimal.IsInteger(number.Value))
            {
                // Of English phrases only the number with its noun is replaced when a router looks at the words: "among" and "for" tell what is wanted.
                var group = match.Groups["m"].Success ? match.Groups["m"] : match.Groups[0];
                found.Add(new Mention(group.Index, group.Index + group.Length, Semantics.PartySize, null, new NumberValue(number.Value)));
            }
        }
    }

    [GeneratedRegex("一家(?<n>" + Numbers.Chinese + @"|\d{1,2})口|(?:我们|咱们|咱|他们|大家|你们)一?共?有?(?:(?<n>" + Numbers.Any + @")\s?(?:个人|个|位|人|口子|口)|(?<n>[俩仨]))"
        + "|(?<!第)(?<n>" + Numbers.Any + @")\s?(?:个人份|人份|人餐|号人|个大人|个员工|个成年人|个室友|个同伴|个队友|个老师|个亲戚|个客人|个小孩|个朋友|个同事|个同学|个家人|个人|人(?!民|次|均|员|家|工|物|生|类|气|类|造|力|情|参)|位(?!置|于|数)|口人|名(?:同事|员工|同学|客人|乘客|成员))"
        + "|人数(?:是|为|:|：|一共|共|大概|约)?\\s?(?<n>" + Numbers.Any + ")(?![\\d,.]*\\d)"
        + "|(?:有|共|总共|一共|(?<=[，,]))(?<n>" + Numbers.Any + ")个(?=[，,。;；!！\\s]|$)"
        + "|(?<n>[单双])人(?:份|餐|套餐)", RegexOptions.CultureInvariant)]
    private static partial Regex Chinese();

    [GeneratedRegex(@"(?<m>(?<n>" + Numbers.Any + @")\s?(?:people|persons?|guests?|friends|adults|diners|pax|ppl|participants|attendees|employees|staff|members|engineers|developers|workers|teammates|classmates|roommates|relatives|women|men|of us|of them|ways|servings|portions|colleagues|folks|coworkers|kids|students|travell?ers|passengers|heads)\b)"
        + @"|\b(?:party|family|group|team|table|crowd|household) (?:of|for) (?<m>(?<n>" + Numbers.Any + "))"
        + @"|\b(?:people|persons|headcount|head count|guests|participants|attendees|party size|pax)\s?[:=]\s?(?<m>(?<n>" + Numbers.Any + @"))(?![\d.,]*\d)"
        + @"|\b(?:we're|we are|we'll be|we will be|there are|there'll be|there will be) (?<m>(?<n>" + Numbers.Any + @"))(?!" + NotPeople + ")"
        + @"|\b(?<m>(?<n>" + Numbers.Any + @")) (?:in (?:total|all)(?= and\b|,)|at (?:the )?table)\b"
        + @"|\b(?:among|amongst|between|serves?|serving|feeds?|feeding|us) (?:the |all )?(?:us )?(?<m>(?<n>" + Numbers.Any + @"))(?!" + NotPeople + ")"
        + @"|\bfor (?:the |a |about |around )?(?<m>(?<n>couple|" + Numbers.Any + @"))(?!" + NotPeople + ")", RegexOptions.CultureInvariant)]
    private static partial Regex English();

    /// <summary>What a number after "for" or "between" counts if it does not count people.</summary>
    private const string NotPeople =
        @"\s?(?:[:%\d]|,\d|[a-z]*-|(?:yuan|rmb|cny|kuai|renminbi|dollars?|bucks|euros?|usd|hours?|hrs?|minutes?|mins?|seconds?|days?|nights?|weeks?|months?|years?|am|pm|a\.m|p\.m|o'clock"
        + @"|km|kilomet|met(?:er|re)s?|miles?|kg|kilos?|grams?|g\b|lit(?:er|re)s?|percent|pieces?|items?|bottles?|boxes|and \d|st\b|nd\b|rd\b|th\b|in the (?:morning|afternoon|evening)))|[\d.,]*\d";
}
