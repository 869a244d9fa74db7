using System.Collections.Frozen;
using System.Globalization;

namespace OrleansAgents.Grains.Understanding.Mentions;

/// <summary>
/// Numbers in digits, Chinese numerals and English words: how they look, as parts of larger patterns, and what they are worth. The patterns are for folded text. Each begins
/// only where the character before is no part of a number, so a long run of digits is looked at once and not from each of its characters.
/// </summary>
internal static class Numbers
{
    /// <summary>Characters of a Chinese number.</summary>
    public const string Numeral = "零〇一二两三四五六七八九十百千万亿壹贰叁";

    /// <summary>Digits without a multiplier, for where a letter may stand before (rmb360).</summary>
    public const string Digits = @"(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)(?:\.\d{1,4})?|\d{1,12}(?:\.\d{1,4})?)(?!\d)(?:\s?[万千百亿]|[kw](?![a-z]))?";

    /// <summary>A Chinese number. In "周五五点" the first numeral is of the weekday and does not count as before.</summary>
    public const string Chinese = $"(?<![周期拜]|(?<![周期拜])[{Numeral}])[{Numeral}]{{1,16}}(?![{Numeral}])";

    /// <summary>An English number in words.</summary>
    public const string English = $@"\b(?:(?:a\s)?(?:hundred|thousand|million)|{Word})(?:(?:(?<=hundred|thousand)\sand)?[\s-]{Word}){{0,6}}\b";

    /// <summary>Any number.</summary>
    public const string Any = $@"(?:(?<![a-z\d.]){Digits}|{Chinese}|{English})";

    /// <summary>Nobody counts further; 一亿亿亿亿 would leave the type.</summary>
    private const decimal LargestMax = 1_000_000_000_000_000m;

    private const string Word =
        "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
        + "|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million)";

    private static readonly FrozenDictionary<string, int> Words = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7, ["eight"] = 8, ["nine"] = 9, ["ten"] = 10,
        ["eleven"] = 11, ["twelve"] = 12, ["thirteen"] = 13, ["fourteen"] = 14, ["fifteen"] = 15, ["sixteen"] = 16, ["seventeen"] = 17, ["eighteen"] = 18,
        ["nineteen"] = 19, ["twenty"] = 20, ["thirty"] = 30, ["forty"] = 40, ["fifty"] = 50, ["sixty"] = 60, ["seventy"] = 70, ["eighty"] = 80, ["ninety"] = 90,
        ["hundred"] = 100, ["thousand"] = 1_000, ["million"] = 1_000_000,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The value of a text that one of the patterns has matched; null if it is no number after all (such as 百 alone).</summary>
    public static decimal? Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        return text.IsEmpty ? null : char.IsAsciiDigit(text[0]) ? ParseDigits(text) : FoldedText.IsChinese(text[0]) ? ParseChinese(text) : ParseEnglish(text);
    }

    private static decimal? ParseDigits(ReadOnlySpan<char> text)
    {
        var multiplier = text[^1] switch
        {
            '百' => 100m,
            '千' or 'k' => 1_000m,
            '万' or 'w' => 10_000m,
            '亿' => 100_000_000m,
            _ => 1m,
        };
        var digits = multiplier == 1m ? text : text[..^1].TrimEnd();
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var value) ? value * multiplier : null;
    }

    /// <summary>
    /// Chinese numbers are sums of digit times unit, in groups of ten thousand. A digit at the end directly after a unit counts tenths of that unit: 两万五 is 25,000.
    /// Without any unit the digits are read one by one: 二〇二六.
    /// </summary>
    private static decimal? ParseChinese(ReadOnlySpan<char> text)
    {
        decimal total = 0, group = 0, lastUnit = 1;
        decimal? digit = null;
        var plain = text.IndexOfAny("十百千万亿") < 0;
        foreach (var character in text)
        {
            if (UnitOf(character) is { } unit)
            {
                if (unit < 10_000)
                {
                    if (digit is null && (unit > 10 || group % 100 != 0))
                    {
                        return null;
                    }

                    group += (digit ?? 1) * unit;
                }
                else
                {
                    var part = group + (digit ?? 0);
                    if (part == 0 && total == 0)
                    {
                        return null;
                    }

                    total = unit > 10_000 ? (total + part) * unit : total + (part * unit);
                    group = 0;
                    if (total > LargestMax)
                    {
                        return null;
                    }
                }

                (digit, lastUnit) = (null, unit);
            }
            else
            {
                var value = DigitOf(character);
                digit = plain && digit is { } before ? (before * 10) + value : value;
                lastUnit = value == 0 ? 1 : lastUnit;
            }
        }

        var rest = digit is { } last ? last * (lastUnit >= 100 ? lastUnit / 10 : 1) : 0;
        return total + group + rest;
    }

    private static decimal? ParseEnglish(ReadOnlySpan<char> text)
    {
        decimal total = 0, group = 0;
        foreach (var range in text.SplitAny(" -\t\r\n"))
        {
            var word = text[range];
            if (!Words.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var value))
            {
                continue;
            }

            if (value == 100)
            {
                group = Math.Max(group, 1) * 100;
            }
            else if (value >= 1_000)
            {
                total += Math.Max(group, 1) * value;
                group = 0;
            }
            else
            {
                group += value;
            }
        }

        return total + group;
    }

    private static decimal? UnitOf(char character) => character switch
    {
        '十' => 10m,
        '百' => 100m,
        '千' => 1_000m,
        '万' => 10_000m,
        '亿' => 100_000_000m,
        _ => null,
    };

    private static int DigitOf(char character) => character switch
    {
        '一' or '壹' => 1,
        '二' or '两' or '贰' => 2,
        '三' or '叁' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => 0,
    };
}
