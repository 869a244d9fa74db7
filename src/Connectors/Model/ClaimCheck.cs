using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OrleansAgents.Connectors.Model;

/// <summary>
/// Checks a model's sentence before anybody sees it. A model writes well and invents: so a number must have been told by the person or an agent, nothing may be said to have been done, since
/// a model can do nothing, and there are no links, through which a hidden instruction could lead a person away.
/// </summary>
/// <remarks>It does not understand the sentence: a wrong word without a number passes. What it refuses is what costs people most: invented prices, times and distances, and orders that nobody made.</remarks>
internal sealed partial class ClaimCheck
{
    private readonly HashSet<string> _numbers = [];
    private readonly HashSet<string> _numerals = [];

    /// <summary>Adds a text whose numbers may be said.</summary>
    public void Learn(string text)
    {
        foreach (var number in NumbersIn(text))
        {
            _numbers.Add(number);
        }

        foreach (Match numeral in Numeral().Matches(text))
        {
            _numerals.Add(numeral.Value);
        }
    }

    /// <summary>Why a sentence may not be said; null if it may.</summary>
    public string? FindProblem(string sentence)
    {
        if (Link().IsMatch(sentence))
        {
            return "a link";
        }

        if (Deed().IsMatch(sentence))
        {
            return "a deed";
        }

        var text = ListMarker().Replace(sentence, "");
        return NumbersIn(text).Any(number => !_numbers.Contains(number)) || Numeral().Matches(text).Any(numeral => !_numerals.Contains(numeral.Value)) ? "a number" : null;
    }

    /// <summary>Numbers in one form: 1,280.00 and 1280 are the same.</summary>
    private static IEnumerable<string> NumbersIn(string text)
    {
        foreach (Match match in Number().Matches(text.Normalize(NormalizationForm.FormKC)))
        {
            yield return decimal.TryParse(match.Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                ? number.ToString("0.############", CultureInfo.InvariantCulture)
                : match.Value;
        }
    }

    [GeneratedRegex(@"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    /// <summary>Numerals before a unit; without one they are mostly words ("一起").</summary>
    [GeneratedRegex(@"[零一二三四五六七八九十百千万亿两]+(?=元|块|公里|千米|分钟|小时|折)", RegexOptions.CultureInvariant)]
    private static partial Regex Numeral();

    [GeneratedRegex(@"^\s*(?:[1-9]|1[0-9])[.)、](?=\D)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex ListMarker();

    [GeneratedRegex(@"://|\bwww\.|\]\s*\(|<\s*[a-z/!]", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Link();

    [GeneratedRegex(
        @"已经?(?:成功)?(?:为|帮|给|替)?[您你]?(?:成功)?(?:预订|预定|订好|下单|订购|支付|付款|购买|买好|取消|退款|转账|发送|叫车)|(?:预订|预定|下单|支付|付款|购买|转账|退款)(?:成功|完成|好了)"
        + @"|\b(?:i|we)(?:'ve|’ve| have)?\s+(?:just\s+|now\s+|already\s+|successfully\s+)*(?:booked|ordered|paid|bought|purchased|reserved|cancell?ed|refunded|sent|transferred)\b"
        + @"|\b(?:has|have|is|are|was|were)\s+(?:now\s+|been\s+|already\s+|successfully\s+)*(?:booked|ordered|paid|bought|purchased|reserved|cancell?ed|refunded|transferred)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Deed();
}
