using System.Text.RegularExpressions;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Understanding.Mentions;

/// <summary>Amounts of money. An amount that must not be exceeded has the role budget.</summary>
internal static partial class MoneyMentions
{
    /// <summary>A smaller number without a unit is no budget.</summary>
    private const decimal BareMin = 50;

    /// <summary>Words after an amount that make it a bound.</summary>
    private const string BoundAfter = "(?:以内|之内|以下|内|封顶|预算|的预算|\\s?(?:or less|at most|max(?:imum)?|tops|budget))";

    /// <summary>Words before an amount that make it a bound.</summary>
    private const string BoundBefore =
        @"(?:预算(?:是|为|在|大概|大约|约|有|控制在|只有|不超过|最多|:)?|不超过|不要超过|别超过|不能超过|最多花|最多|最高|不高于|低于|控制在|少于"
        + @"|\bbudget(?:\sis|\sof|\saround|\sabout|:)?|\b(?:under|below|within|at most|less than|no more than|not more than|up to|max(?:imum)?))\s{0,2}";

    /// <summary>Adds the amounts in a folded text.</summary>
    public static void Read(string text, List<Mention> found)
    {
        foreach (Match match in WithUnit().Matches(text))
        {
            var number = match.Groups["n"];
            if (Numbers.Parse(number.ValueSpan) is { } amount && !IsPieces(text, match, amount))
            {
                var unit = match.Groups["u"].Success ? match.Groups["u"] : match.Groups["p"];
                Add(text, found, match.Index, match.Index + match.Length, amount, CurrencyOf(unit.ValueSpan.Trim()));
            }
        }

        foreach (Match match in BareBound().Matches(text))
        {
            if (Numbers.Parse(match.Groups["n"].ValueSpan) is >= BareMin and { } amount)
            {
                found.Add(new Mention(match.Index, match.Index + match.Length, Semantics.Money, MentionKinds.Budget, new MoneyValue(amount, "CNY")));
            }
        }

        foreach (Match match in Budget().Matches(text))
        {
            var number = match.Groups["n"];
            if (Numbers.Parse(number.ValueSpan) is { } amount)
            {
                found.Add(new Mention(match.Index, match.Index + match.Length, Semantics.Money, MentionKinds.Budget, new MoneyValue(amount, "CNY")));
            }
        }
    }

    private static void Add(string text, List<Mention> found, int start, int end, decimal amount, string currency)
    {
        // The words that make it a bound belong to it: "at most 4000 yuan" beside a request asks for nothing of its own.
        var before = EndsWithBound().Match(text[..start]);
        var after = StartsWithBound().Match(text[end..]);
        start = before.Success ? before.Index : start;
        end += after.Length;
        found.Add(new Mention(start, end, Semantics.Money, before.Success || after.Success ? MentionKinds.Budget : null, new MoneyValue(amount, currency)));
    }

    /// <summary>块 also counts pieces: a small number of it directly before a noun (三块豆腐) is no amount.</summary>
    private static bool IsPieces(string text, Match match, decimal amount)
    {
        var end = match.Index + match.Length;
        return amount < 10 && match.Groups["u"].ValueSpan is "块" && end < text.Length && FoldedText.IsChinese(text[end]) && !"以之左上的内每一给平怎分五两三".Contains(text[end], StringComparison.Ordinal);
    }

    private static string CurrencyOf(ReadOnlySpan<char> unit) => unit switch
    {
        "$" or "usd" or "us$" or "美元" or "美金" or "刀" or "dollar" or "dollars" or "bucks" => "USD",
        "€" or "eur" or "欧元" or "euro" or "euros" => "EUR",
        "£" or "gbp" or "英镑" or "pound" or "pounds" => "GBP",
        "hk$" or "hkd" or "港币" or "港元" => "HKD",
        "日元" or "日币" or "jpy" or "yen" => "JPY",
        _ => "CNY",
    };

    [GeneratedRegex(@"(?:(?<p>¥|(?<![a-z])(?:rmb|cny|usd|eur|gbp|hkd|jpy)|hk\$|us\$|\$|€|£|人民币)\s?(?<n>" + Numbers.Digits + "|" + Numbers.Chinese + @")(?:\s?(?:元|块钱|块))?"
        + "|(?<n>" + Numbers.Any + @")\s?(?<u>块钱|块|元钱|元|圆|人民币|美元|美金|欧元|英镑|港币|港元|日元|日币|¥|€|£|(?:yuan|rmb|cny|renminbi|kuai|usd|eur|gbp|hkd|jpy|dollars?|bucks|euros?|pounds?|yen)(?![a-z])))",
        RegexOptions.CultureInvariant)]
    private static partial Regex WithUnit();

    [GeneratedRegex(BoundBefore + "(?<n>" + Numbers.Any + @")(?=\s*(?:$|[，,。.;；!?、)]|的|左右|以内|之内|吧|and\b|for\b|per\b|in total|altogether))", RegexOptions.CultureInvariant)]
    private static partial Regex Budget();

    /// <summary>An amount without a unit that the words after it bound; a small one counts something else.</summary>
    [GeneratedRegex("(?<n>" + Numbers.Any + @")\s?(?:以内|之内|以下|封顶)", RegexOptions.CultureInvariant)]
    private static partial Regex BareBound();

    [GeneratedRegex(BoundBefore + @"\z", RegexOptions.CultureInvariant | RegexOptions.RightToLeft)]
    private static partial Regex EndsWithBound();

    [GeneratedRegex(@"\A" + BoundAfter, RegexOptions.CultureInvariant)]
    private static partial Regex StartsWithBound();
}
