using System.Globalization;
using System.Text.RegularExpressions;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Understanding.Mentions;

/// <summary>
/// Times. Dates, parts of a day and clock times are found apart, then those that stand together ("周五下午三点", "at seven tomorrow") are joined. A time that something must be
/// done by has the role by.
/// </summary>
internal static partial class TimeMentions
{
    /// <summary>What may stand between parts of one time.</summary>
    private const int GapMax = 8;

    /// <summary>How far before a time its role is looked for.</summary>
    private const int RoleCharacters = 48;

    private const string ChineseSmall = "[一二两三四五六七八九十]{1,3}";

    private const string Months = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";

    private const string Hours = @"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)";

    private const string Weekdays = "monday|tuesday|wednesday|thursday|friday|saturday|sunday";

    private sealed record Element(int Start, int End, TimeExpression Words, bool StandsAlone = true);

    /// <summary>Adds the times in a folded text.</summary>
    public static void Read(string text, DateTimeOffset now, TimeZoneInfo zone, List<Mention> found)
    {
        if (!TimeResolution.CanResolve(now))
        {
            return;
        }

        var times = Join(text, Elements(text));
        var resolution = new TimeResolution(now, zone);
        for (var index = 0; index < times.Count; index++)
        {
            var time = times[index];
            if (resolution.Resolve(time.Words, ContextOf(times, index)) is { } value)
            {
                found.Add(new Mention(time.Start, time.End, Semantics.TimeWindow, RoleOf(text, time), value));
            }
        }
    }

    /// <summary>The day and its part that were said last, or else are said next.</summary>
    private static TimeExpression? ContextOf(List<Element> times, int index)
    {
        for (var before = index - 1; before >= 0; before--)
        {
            if (times[before].Words is { Date: not null } or { Part: not null })
            {
                return times[before].Words;
            }
        }

        return index + 1 < times.Count ? times[index + 1].Words : null;
    }

    private static string? RoleOf(string text, Element time)
    {
        if (time.Words is { Clock: null, Part: null, Date: null })
        {
            return IsWithin().IsMatch(text.AsSpan(time.Start, time.End - time.Start)) ? MentionKinds.By : null;
        }

        var before = text.AsSpan(Math.Max(0, time.Start - RoleCharacters), Math.Min(RoleCharacters, time.Start));
        return DeadlineAfter().IsMatch(text.AsSpan(time.End)) || (time.Words.Clock is not null && ArrivesAfter().IsMatch(text.AsSpan(time.End))) || DeadlineBefore().IsMatch(before) ? MentionKinds.By : null;
    }

    private static List<Element> Join(string text, List<Element> elements)
    {
        List<Element> joined = [];
        foreach (var element in elements.OrderBy(static element => element.Start).ThenByDescending(static element => element.End))
        {
            if (joined.Count > 0 && joined[^1] is var last)
            {
                if (element.Start < last.End)
                {
                    continue;
                }

                var gap = text.AsSpan(last.End, element.Start - last.End);
                if (gap.Length <= GapMax && Connector().IsMatch(gap) && last.Words.Join(element.Words) is { } both)
                {
                    joined[^1] = new Element(last.Start, element.End, both);
                    continue;
                }
            }

            joined.Add(element);
        }

        joined.RemoveAll(static element => !element.StandsAlone);
        return joined;
    }

    private static List<Element> Elements(string text)
    {
        List<Element> found = [];
        foreach (Match match in ChineseDate().Matches(text))
        {
            if (DateOfChinese(match) is { } date)
            {
                found.Add(new Element(match.Index, match.Index + match.Length, new TimeExpression { Date = date }));
            }
        }

        foreach (Match match in EnglishDate().Matches(text))
        {
            if (DateOfEnglish(match) is { } date)
            {
                var part = match.ValueSpan is "tonight" ? DayPart.Evening : (DayPart?)null;
                found.Add(new Element(match.Index, match.Index + match.Length, new TimeExpression { Date = date, Part = part }));
            }
        }

        foreach (Match match in Part().Matches(text))
        {
            var isThis = match.ValueSpan.StartsWith("this ", StringComparison.Ordinal);
            var standsAlone = FoldedText.IsChinese(match.ValueSpan[0]) ? match.Length > 1 : match.ValueSpan.Contains(' ');
            var words = new TimeExpression { Date = isThis ? new RelativeDay(0) : null, Part = PartOf(match.Groups["p"].ValueSpan) };
            found.Add(new Element(match.Index, match.Index + match.Length, words, standsAlone));
        }

        foreach (Match match in ChineseClock().Matches(text))
        {
            if (ChineseClockOf(text, match) is ({ } clock, var end))
            {
                found.Add(new Element(match.Index, end, new TimeExpression { Clock = clock }));
            }
        }

        foreach (Match match in EnglishClock().Matches(text))
        {
            if (ClockOf(match, match.Groups["m"]) is { } clock)
            {
                found.Add(new Element(match.Index, match.Index + match.Length, new TimeExpression { Clock = clock }));
            }
        }

        foreach (Match match in FromNow().Matches(text))
        {
            var number = match.Groups["n"].ValueSpan is "半" or "half an" ? 0.5m : match.Groups["n"].ValueSpan is "a" or "an" ? 1m : Numbers.Parse(match.Groups["n"].ValueSpan);
            if (number is > 0 and < 1_000)
            {
                var minutes = (double)number.Value * MinutesOf(match.Groups["u"].ValueSpan[0]);
                found.Add(new Element(match.Index, match.Index + match.Length, new TimeExpression { FromNow = TimeSpan.FromMinutes(minutes) }));
            }
        }

        return found;
    }

    private static int MinutesOf(char unit) => unit switch
    {
        '分' or 'm' => 1,
        '天' or 'd' => 24 * 60,
        _ => 60,
    };

    private static DateWords? DateOfChinese(Match match)
    {
        var words = match.ValueSpan;
        var week = match.Groups["w"].ValueSpan switch
        {
            "这" or "本" => 0,
            "下" => 1,
            "下下" => 2,
            _ => (int?)null,
        };
        if (match.Groups["d"].Success)
        {
            var day = "日一二三四五六".IndexOf(words[^1] is '天' ? '日' : words[^1], StringComparison.Ordinal);
            return new Weekday((DayOfWeek)day, week);
        }

        if (match.Groups["end"].Success)
        {
            return new Weekend(week ?? 0);
        }

        if (match.Groups["day"].Success)
        {
            return Numbers.Parse(match.Groups["day"].ValueSpan) is { } day and >= 1 and <= 31
                ? new CalendarDay(IntegerOf(match.Groups["y"]), match.Groups["m"].Success ? (int?)Numbers.Parse(match.Groups["m"].ValueSpan) : null, (int)day)
                : null;
        }

        return words[0] switch
        {
            '大' => new RelativeDay(3),
            '后' => new RelativeDay(2),
            '明' => new RelativeDay(1),
            '今' or '当' => new RelativeDay(0),
            _ => new WholeWeek(week ?? 0),
        };
    }

    private static DateWords? DateOfEnglish(Match match)
    {
        var week = match.Groups["w"].ValueSpan switch
        {
            "this" => 0,
            "next" => 1,
            _ => (int?)null,
        };
        if (match.Groups["d"].Success)
        {
            return new Weekday(Enum.Parse<DayOfWeek>(match.Groups["d"].ValueSpan, ignoreCase: true), week);
        }

        if (match.Groups["end"].Success)
        {
            return match.Groups["end"].ValueSpan is "week" ? new WholeWeek(week ?? 0) : new Weekend(week ?? 0);
        }

        if (match.Groups["iso"].Success)
        {
            var parts = match.Value.Split('-');
            return new CalendarDay(int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
        }

        if (match.Groups["day"].Success)
        {
            return IntegerOf(match.Groups["day"]) is { } day and >= 1 and <= 31 ? new CalendarDay(null, MonthOf(match.Groups["m"].ValueSpan), day) : null;
        }

        return new RelativeDay(match.ValueSpan switch
        {
            ['t', 'h', 'e', ..] or ['d', 'a', 'y', ..] => 2,
            ['t', 'o', 'm', ..] => 1,
            _ => 0,
        });
    }

    private static int MonthOf(ReadOnlySpan<char> name) => (CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames.AsSpan().IndexOf(string.Concat(name[..1].ToString().ToUpperInvariant(), name[1..3])) + 1);

    private static int? IntegerOf(Group group) => group.Success && int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DayPart PartOf(ReadOnlySpan<char> words) => words switch
    {
        "凌晨" or "半夜" => DayPart.SmallHours,
        "清晨" or "早晨" or "大早" or "一早" => DayPart.EarlyMorning,
        "早上" or "上午" or "早" or "morning" => DayPart.Morning,
        "中午" => DayPart.Noon,
        "下午" or "午后" or "afternoon" => DayPart.Afternoon,
        _ => DayPart.Evening,
    };

    /// <summary>点 also means a bit, a dish's choosing and a decimal point; what stands around it tells.</summary>
    private static (ClockWords? Clock, int End) ChineseClockOf(string text, Match match)
    {
        var minutes = match.Groups["m"];
        var end = match.Index + match.Length;
        var hasMinutes = minutes.Success;
        if (hasMinutes && !match.Groups["u"].Success)
        {
            var next = end < text.Length ? text[end] : ' ';
            var countsOther = "个人位名口元块万千百天份".Contains(next, StringComparison.Ordinal);
            if (!countsOther && Numbers.Parse(minutes.ValueSpan) is < 10 && minutes.ValueSpan[0] is not ('0' or '零'))
            {
                return default;
            }

            hasMinutes = !countsOther;
            end = countsOther ? minutes.Index : end;
        }

        if (!hasMinutes && !match.Groups["f"].Success && !match.Groups["k"].Success)
        {
            var rest = text.AsSpan(end);
            var isBit = match.Groups["h"].ValueSpan is "一" && !(match.Index > 0 && "今明当天上午晚早晨里夜日号一二三四五六".Contains(text[match.Index - 1], StringComparison.Ordinal)) && !IsAtOne().IsMatch(rest);
            if (isBit || (rest.Length > 0 && "儿都也心餐菜单击什".Contains(rest[0], StringComparison.Ordinal)))
            {
                return default;
            }
        }

        return (ClockOf(match, hasMinutes ? minutes : null), end);
    }

    private static ClockWords? ClockOf(Match match, Group? minutes)
    {
        if (match.ValueSpan is "noon" or "midday")
        {
            return new ClockWords(12, 0, IsExact: true);
        }

        if (match.ValueSpan is "midnight")
        {
            return new ClockWords(24, 0, IsExact: true);
        }

        if (Numbers.Parse(match.Groups["h"].ValueSpan) is not { } hours || hours > 24 || !decimal.IsInteger(hours))
        {
            return null;
        }

        var minute = minutes is { Success: true } ? (int?)Numbers.Parse(minutes.ValueSpan) ?? 0 : 0;
        minute = match.Groups["f"].ValueSpan switch
        {
            "半" or "half past" => 30,
            "一刻" or "quarter past" or "a quarter past" => 15,
            "三刻" or "quarter to" or "a quarter to" => 45,
            _ => minute,
        };
        if (minute > 59 || (hours == 24 && minute > 0))
        {
            return null;
        }

        var hour = (int)hours - (match.Groups["f"].ValueSpan.EndsWith("to", StringComparison.Ordinal) ? 1 : 0);
        return match.Groups["ap"].ValueSpan switch
        {
            ['a', ..] when hour <= 12 => new ClockWords(hour % 12, minute, IsExact: true),
            ['p', ..] when hour <= 12 => new ClockWords((hour % 12) + 12, minute, IsExact: true),
            _ => new ClockWords(hour, minute, IsExact: hour is 0 or > 12 || match.Groups["h"].ValueSpan[0] is '0'),
        };
    }

    [GeneratedRegex("大后天|后天|[今明当](?:天|日|儿)|[今明当](?=早|晚|夜)"
        + "|(?:(?<w>这|本|(?<!一)下下|下)个?)?(?:周|星期|礼拜)(?<d>[一二三四五六日天])(?!个|边)"
        + "|(?:(?<w>这|本|(?<!一)下下|下)个?)?(?<end>周末)|(?<w>这|本|(?<!一)下下|下)个?(?:周|星期|礼拜)"
        + @"|(?:(?<y>\d{4})年)?(?<!\d)(?:(?<m>\d{1,2}|" + ChineseSmall + @")月(?<day>\d{1,2}|" + ChineseSmall + @")[日号]?(?!\d)|(?<![第\d.])(?<day>\d{1,2}|" + ChineseSmall + ")号(?![线楼店门馆院公厅桌房机口]))",
        RegexOptions.CultureInvariant)]
    private static partial Regex ChineseDate();

    [GeneratedRegex(@"(?<![a-z\d])(?:(?:the )?day after tomorrow|tomorrow|today|tonight|(?:(?<w>this|next|coming) )?(?<d>" + Weekdays + @")|(?:(?<w>this|next)(?: coming)? |(?:(?:on|at|over|for|during) )?(?:the )?(?:coming )?(?=weekend))(?<end>weekend)|(?<w>next|this) (?<end>week)"
        + "|(?<m>" + Months + @")\.? (?<day>\d{1,2})(?:st|nd|rd|th)?|(?<day>\d{1,2})(?:st|nd|rd|th)? (?:of )?(?<m>" + Months + @"))(?![a-z\d])(?!:\d)|(?<iso>(?<!\d)\d{4}-\d{2}-\d{2}(?!\d))",
        RegexOptions.CultureInvariant)]
    private static partial Regex EnglishDate();

    [GeneratedRegex("(?<p>凌晨|清晨|早晨|早上|大早|一早|上午|中午|午后|下午|傍晚|晚上|夜里|夜晚|半夜|深夜)|(?<=[今明当]|后天|[周期拜][一二三四五六日天]|[日号])(?<p>[早晚夜])"
        + @"|(?:in the |\bthis |(?<!good )\b)(?<p>morning|afternoon|evening)\b|\b(?:at )(?<p>night)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Part();

    [GeneratedRegex(@"(?<h>(?<![\d.])\d{1,2}|(?<![第周期拜]|(?<![周期拜])[一二两三四五六七八九十])" + ChineseSmall + @")(?:点|时(?![间候尚刻代]))"
        + @"(?:(?<f>半|一刻|三刻)|(?<k>钟|整)|(?<m>\d{1,2}|零?[一二三四五六七八九十]{1,3})(?<u>分)?)?", RegexOptions.CultureInvariant)]
    private static partial Regex ChineseClock();

    [GeneratedRegex(@"(?<![\d:.])(?<h>\d{1,2}):(?<m>\d{2})(?![\d:])(?:\s?(?<ap>[ap]\.?m\b\.?))?"
        + @"|(?<![\d:.])\b(?<h>" + Hours + @")\s?(?<ap>[ap]\.?m\b\.?)|\b(?<f>half past|a quarter past|quarter past|a quarter to|quarter to) (?<h>" + Hours + @")\b|\b(?<h>" + Hours + @") o'clock"
        + @"|(?<=\b(?:at|before|around|about|until|till|after|(?<!\b(?:divided?|split|multipl(?:y|ied)|share)\b[^,.;]{0,16} )by) )(?<h>" + Hours + @")\b(?!" + NotHours + @")|\b(?:noon|midday|midnight)\b|\b(?<h>" + Hours + @")(?= in the (?:morning|afternoon|evening)| at night\b)",
        RegexOptions.CultureInvariant)]
    private static partial Regex EnglishClock();

    private const string NotHours =
        @"[:.,]?\d|[.]\d|\s?(?:%|¥|-|yuan|rmb|cny|people|persons?|guests?|friends|of us|percent|dollars?|bucks|euros?|hours?|hrs?|minutes?|mins?|days?|nights?|weeks?|months?|years?|km|kilomet|met(?:er|re)s?|miles?"
        + @"|kg|kilos?|grams?|g\b|lit(?:er|re)s?|pieces?|items?|bottles?|st\b|nd\b|rd\b|th\b|hundred|thousand|other|different|more|restaurants?|places?|shops?|stars?|ways)";

    [GeneratedRegex(@"(?<n>半|" + Numbers.Any + @")个?半?(?<u>小时|钟头|分钟|天)(?:之|以)?(?:后|内)|\b(?:in|within) (?<n>half an|an|a|" + Numbers.Any + @") (?<u>hours?|minutes?|mins?|days?)\b", RegexOptions.CultureInvariant)]
    private static partial Regex FromNow();

    [GeneratedRegex(@"\A(?:之?前|以前|到|出发|左右|开|见|集合)", RegexOptions.CultureInvariant)]
    private static partial Regex IsAtOne();

    [GeneratedRegex("内$|^within", RegexOptions.CultureInvariant)]
    private static partial Regex IsWithin();

    [GeneratedRegex(@"\A(?:\s*(?:,\s*)?(?:at|on|in the|of)?\s*|的)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Connector();

    [GeneratedRegex(@"\A\s?(?:[我们就才能得会可以要]{0,3})(?:之前|以前|前(?![面往台进门])|到家|到货|到手|收到|拿到|前到|开始做|开始煮|回家|回到家|回来|送到|送达|到达|送来|开饭|要用|必须|得到|截止|[^，,。.!！?？]{0,14}(?:碰面|见面|会面|集合|会合|面试|见客户|开会|开始)|\s?(?:at the latest|latest)\b)", RegexOptions.CultureInvariant)]
    private static partial Regex DeadlineAfter();

    /// <summary>"三点到" is when one arrives, but "三点到五点" is from three to five.</summary>
    [GeneratedRegex(@"\A[我就才能得会可以要]{0,3}(?:赶?到)(?!了|\s?[\d零一二两三四五六七八九十]|[早晚上中下明后今周])", RegexOptions.CultureInvariant)]
    private static partial Regex ArrivesAfter();

    [GeneratedRegex(@"(?:\b(?:by|before|no later than|until|till|due|due at|due on|(?:home|here|there|arrive|arrives|arriving|ready|delivered|delivery|deliver|back)(?: at| on| for)?)(?: around| about)?|\b(?:meeting|interview|appointment|show|concert|class|starts?|begins?|waits?)\b[^,.;!?]{0,18} at|到家时间[是:]?|最晚|最迟|赶在)\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex DeadlineBefore();
}
