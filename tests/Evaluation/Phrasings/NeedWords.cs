using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansAgents.Evaluation;

/// <summary>Puts what is true of a need into the words of a phrasing.</summary>
/// <remarks>
/// <c>{c}</c> and <c>{f}</c> are the cities to and from; <c>{n}</c> and <c>{N}</c> people in digits and words; <c>{b}</c>, <c>{b,}</c> and <c>{B}</c> the budget plain, grouped and in words; <c>{d}</c> and <c>{w}</c> a day and
/// a weekend; <c>{nights}</c>; <c>{dish}</c>; <c>{t}</c> a deadline; <c>{k}</c> a kind of goods; <c>{o}</c> and <c>{p}</c> places from and to; <c>{r}</c> and <c>{l}</c> the studio's recipes and classes.
/// </remarks>
internal static partial class NeedWords
{
    private static readonly string[] EnglishNumbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>The words.</summary>
    public static string Of(Phrasing phrasing, NeedFacts facts)
    {
        var chinese = phrasing.Language == "zh";
        var text = Slot().Replace(phrasing.Text, match => match.Groups[1].Value switch
        {
            "c" => chinese ? facts.City.Zh : facts.City.En,
            "f" => chinese ? facts.From.Zh : facts.From.En,
            "n" => facts.People.ToString(CultureInfo.InvariantCulture),
            "N" => chinese ? ChineseOf(facts.People, isCount: true) : EnglishOf(facts.People),
            "b" => facts.Budget.ToString("0", CultureInfo.InvariantCulture),
            "b," => facts.Budget.ToString("#,0", CultureInfo.InvariantCulture),
            "B" => ChineseOf((int)facts.Budget, isCount: false),
            "d" => chinese ? facts.Day.Zh : facts.Day.En,
            "w" => chinese ? facts.Weekend.Zh : facts.Weekend.En,
            "nights" => facts.Nights.ToString(CultureInfo.InvariantCulture),
            "dish" => chinese ? facts.Dish.Zh : facts.Dish.En,
            "t" => chinese ? facts.Deadline.Zh : facts.Deadline.En,
            "k" => chinese ? facts.Kind.ZhNames[0] : facts.Kind.EnNames[0],
            "o" => chinese ? facts.Here.Zh : facts.Here.En,
            "p" => chinese ? facts.There.Zh : facts.There.En,
            "r" => Studio.Any(Studio.Recipes, facts.Pick).Name(chinese),
            "l" => Studio.Any(Studio.Classes, facts.Pick).Name(chinese),
            var unknown => throw new EvaluationException($"Line {phrasing.Line} of {phrasing.Scenario}.{phrasing.Language}.txt has {{{unknown}}}, which stands for nothing."),
        });
        return phrasing.IsTraditional ? TraditionalText.Of(text) : text;
    }

    private static string EnglishOf(int number) => number < EnglishNumbers.Length ? EnglishNumbers[number] : number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Up to 99,999; two is 两 before a unit of counting.</summary>
    private static string ChineseOf(int number, bool isCount)
    {
        const string Digits = "零一二三四五六七八九";
        if (number == 2 && isCount)
        {
            return "两";
        }

        var text = "";
        var isGap = false;
        foreach (var (unit, name) in new[] { (10_000, "万"), (1_000, "千"), (100, "百"), (10, "十"), (1, "") })
        {
            var digit = number / unit % 10;
            if (digit == 0)
            {
                isGap |= text.Length > 0;
                continue;
            }

            text += (isGap ? "零" : "") + (unit == 10 && digit == 1 && text.Length == 0 ? "" : digit == 2 && unit >= 1_000 ? "两" : Digits[digit].ToString()) + name;
            isGap = false;
        }

        return text;
    }

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Slot();
}
