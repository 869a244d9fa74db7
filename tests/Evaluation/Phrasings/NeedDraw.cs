using System.Globalization;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Agents.Maps;

namespace OrleansAgents.Evaluation;

/// <summary>Draws what is true of a need from a seed. Budgets are such that something can be had for them: by how much differs.</summary>
internal sealed class NeedDraw(BuiltInData data)
{
    /// <summary>English names of Suzhou, Fuzhou and Taizhou mean two cities each, which is asked about; that has cases of its own.</summary>
    private static readonly (string From, string To)[] Lines =
    [
        ("shanghai", "hangzhou"), ("shanghai", "nanjing"), ("shanghai", "ningbo"), ("shanghai", "wuxi"), ("hangzhou", "nanjing"), ("hangzhou", "wuhan"), ("nanjing", "hefei"), ("beijing", "tianjin"),
        ("beijing", "xian"), ("beijing", "jinan"), ("guangzhou", "shenzhen"), ("guangzhou", "changsha"), ("chengdu", "chongqing"), ("wuhan", "changsha"), ("xian", "zhengzhou"), ("jinan", "qingdao"),
    ];

    private static readonly (string Zh, string En, string Id)[][] Places =
    [
        [("西湖", "West Lake", "hangzhou-west-lake"), ("杭州东站", "Hangzhou East Railway Station", "hangzhou-east-railway-station"), ("萧山机场", "Xiaoshan airport", "hangzhou-airport-hgh"), ("灵隐寺", "Lingyin Temple", "hangzhou-lingyin-temple"), ("武林广场", "Wulin Square", "hangzhou-wulin-square"), ("浙大", "Zhejiang University", "hangzhou-zhejiang-university")],
        [("外滩", "the Bund", "shanghai-the-bund"), ("浦东机场", "Pudong airport", "shanghai-airport-pvg"), ("陆家嘴", "Lujiazui", "shanghai-lujiazui"), ("豫园", "Yu Garden", "shanghai-yu-garden"), ("徐家汇", "Xujiahui", "shanghai-xujiahui")],
        [("故宫", "the Forbidden City", "beijing-forbidden-city"), ("北京南站", "Beijing South", "beijing-south-railway-station"), ("首都机场", "Beijing Capital International Airport", "beijing-airport-pek"), ("三里屯", "Sanlitun", "beijing-sanlitun"), ("中关村", "Zhongguancun", "beijing-zhongguancun"), ("颐和园", "the Summer Palace", "beijing-summer-palace")],
        [("夫子庙", "Fuzimiao", "nanjing-fuzimiao"), ("南京南站", "Nanjing South", "nanjing-south-railway-station"), ("玄武湖", "Xuanwu Lake", "nanjing-xuanwu-lake"), ("中山陵", "the Sun Yat-sen Mausoleum", "nanjing-sun-yat-sen-mausoleum")],
    ];

    private static readonly string[] Dishes =
        ["mapo-tofu", "kung-pao-chicken", "tomato-eggs", "red-braised-pork", "sweet-sour-ribs", "pickled-fish", "fish-fragrant-pork", "garlic-broccoli", "curry-chicken", "beef-potato-stew", "yangzhou-fried-rice", "twice-cooked-pork"];

    private static readonly (string Zone, int Weight)[] Zones = [("Asia/Shanghai", 7), ("Asia/Tokyo", 1), ("Europe/London", 1), ("America/Los_Angeles", 1)];

    /// <summary>Mondays to Thursdays, so that "this Friday" lies ahead; a month's and a year's end, and a leap day, are near to some.</summary>
    private static readonly DateTime[] Moments =
    [
        new(2026, 11, 24, 10, 5, 0), new(2026, 11, 26, 14, 20, 0), new(2026, 12, 2, 9, 30, 0), new(2026, 12, 28, 15, 45, 0), new(2027, 3, 1, 8, 10, 0), new(2028, 2, 23, 11, 0, 0), new(2026, 9, 29, 13, 15, 0),
    ];

    private static readonly int[] GroupSizes = [6, 8, 10, 12, 15, 18, 20, 24, 30, 36, 45];

    /// <summary>Draws.</summary>
    /// <param name="phrasing">The phrasing that will tell it: how many people and how much money is usual differs by scenario.</param>
    /// <param name="seed">Another seed gives another need.</param>
    public NeedFacts Draw(Phrasing phrasing, int seed)
    {
        Random random = new(HashCodeOf(phrasing, seed));
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Weighted(random, Zones));
        var local = Any(random, Moments);
        var (one, other) = Any(random, Lines);
        var (from, to) = random.Next(2) == 0 ? (one, other) : (other, one);
        var people = phrasing.Scenario switch
        {
            "team" => Any(random, GroupSizes),
            _ => random.Next(2, 7),
        };
        var (here, there) = PairOf(random);
        var kind = data.Shops.Kinds[random.Next(data.Shops.Kinds.Count)];
        var nights = random.Next(2, 5);
        var dish = Any(random, Dishes);
        NeedFacts facts = new()
        {
            Now = new DateTimeOffset(local, zone.GetUtcOffset(local)),
            Zone = zone,
            City = data.Places.Find(to)!,
            From = data.Places.Find(from)!,
            People = people,
            Budget = 0,
            Day = DayOf(random, local),
            Weekend = WeekendOf(random, local),
            Nights = nights,
            Dish = data.Groceries.Dishes.First(known => known.Id == dish),
            Deadline = phrasing.Scenario == "ontime" ? ArrivalOf(random, local) : DinnerOf(random, local),
            Kind = kind,
            Here = here,
            There = there,
            Pick = random.Next(),
        };
        return facts with { Budget = BudgetOf(random, phrasing, facts) };
    }

    /// <summary>More than the cheapest costs, by a fifth to twice.</summary>
    private decimal BudgetOf(Random random, Phrasing phrasing, NeedFacts facts)
    {
        var factor = 1.2m + ((decimal)random.NextDouble() * 0.8m);
        switch (phrasing.Scenario)
        {
            case "team":
                // A bus and a game for each; who comes from another city pays the train and a longer drive.
                var isFar = phrasing.Text.Contains("{f}", StringComparison.Ordinal);
                var fare = isFar ? data.Travel.LineOf(facts.From.Id, facts.City.Id)!.Price : 0;
                return Rounded(((facts.People * (140 + fare)) + (isFar ? 6_000 : 800)) * factor, 500);
            case "trip":
                var nights = phrasing.Text.Contains("{nights}", StringComparison.Ordinal) ? facts.Nights : 1;
                var stay = data.Travel.HotelsIn(facts.City.Id).Min(hotel => hotel.Price * ((facts.People + hotel.Sleeps - 1) / hotel.Sleeps) * nights);
                return Rounded(((data.Travel.LineOf(facts.From.Id, facts.City.Id)!.Price * facts.People) + stay) * factor, 100);
            case "compare":
                return Rounded(data.Shops.Products.Where(product => product.Kind == facts.Kind.Id).Min(product => data.Shops.OffersOf(product)[0].Final) * factor, 10);
            default:
                return Rounded(((facts.People * 35) + 60) * factor, 10);
        }
    }

    private static decimal Rounded(decimal amount, decimal step) => decimal.Ceiling(amount / step) * step;

    private ((string Zh, string En, MapPlace Place) Here, (string Zh, string En, MapPlace Place) There) PairOf(Random random)
    {
        var places = Any(random, Places);
        var here = random.Next(places.Length);
        var there = (here + 1 + random.Next(places.Length - 1)) % places.Length;
        return (Found(places[here]), Found(places[there]));

        (string, string, MapPlace) Found((string Zh, string En, string Id) place) => (place.Zh, place.En, data.Places.Find(place.Id) ?? throw new EvaluationException($"places.csv has no '{place.Id}'."));
    }

    private static DayWords DayOf(Random random, DateTime now)
    {
        var today = DateOnly.FromDateTime(now);
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var later = today.AddDays(random.Next(3, 24));
        var month = CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(later.Month);
        return random.Next(9) switch
        {
            0 => new("明天", "tomorrow", today.AddDays(1)),
            1 => new("后天", "the day after tomorrow", today.AddDays(2)),
            2 => new("下周六", "next Saturday", monday.AddDays(12)),
            3 => new("下周三", "next Wednesday", monday.AddDays(9)),
            4 => new("这周五", "this Friday", monday.AddDays(4)),
            5 => new("本周六", "on Saturday", monday.AddDays(5)),
            6 => new($"{later.Month}月{later.Day}日", $"on {month} {later.Day}", later),
            7 => new($"{later.Month}月{later.Day}号", $"on {later.Day} {month}", later),
            _ => new("下星期五", "next Friday", monday.AddDays(11)),
        };
    }

    private static DayWords WeekendOf(Random random, DateTime now)
    {
        var today = DateOnly.FromDateTime(now);
        var saturday = today.AddDays(5 - (((int)today.DayOfWeek + 6) % 7));
        return random.Next(5) switch
        {
            0 => new("这周末", "this weekend", saturday),
            1 => new("周末", "at the weekend", saturday),
            2 => new("下周末", "next weekend", saturday.AddDays(7)),
            3 => new("这个周末", "this coming weekend", saturday),
            _ => new("本周末", "over the weekend", saturday),
        };
    }

    private static MomentWords DinnerOf(Random random, DateTime now) => random.Next(6) switch
    {
        0 => new("七点", "seven", At(now, 0, 19, 0)),
        1 => new("7点", "7 pm", At(now, 0, 19, 0)),
        2 => new("六点半", "half past six", At(now, 0, 18, 30)),
        3 => new("晚上七点半", "7:30 pm", At(now, 0, 19, 30)),
        4 => new("18:30", "18:30", At(now, 0, 18, 30)),
        _ => new("晚上8点", "8 pm", At(now, 0, 20, 0)),
    };

    private static MomentWords ArrivalOf(Random random, DateTime now) => random.Next(8) switch
    {
        0 => new("下午六点", "6 pm", At(now, 0, 18, 0)),
        1 => new("今晚八点", "8 pm tonight", At(now, 0, 20, 0)),
        2 => new("明天上午九点", "9 am tomorrow", At(now, 1, 9, 0)),
        3 => new("明天下午三点", "3 pm tomorrow", At(now, 1, 15, 0)),
        4 => new("后天早上十点半", "10:30 am the day after tomorrow", At(now, 2, 10, 30)),
        5 => new("19:30", "19:30", At(now, 0, 19, 30)),
        6 => new("今晚七点半", "half past seven tonight", At(now, 0, 19, 30)),
        _ => new("明天中午12点", "noon tomorrow", At(now, 1, 12, 0)),
    };

    private static DateTime At(DateTime now, int days, int hour, int minute) => now.Date.AddDays(days).AddHours(hour).AddMinutes(minute);

    private static T Any<T>(Random random, T[] from) => from[random.Next(from.Length)];

    private static string Weighted(Random random, (string Value, int Weight)[] from)
    {
        var left = random.Next(from.Sum(static entry => entry.Weight));
        return from.First(entry => (left -= entry.Weight) < 0).Value;
    }

    /// <summary>The same in every process, which string.GetHashCode is not.</summary>
    private static int HashCodeOf(Phrasing phrasing, int seed)
        => $"{phrasing.Scenario}.{phrasing.Language}.{phrasing.Line}.{seed}".Aggregate(17, static (hash, character) => unchecked((hash * 31) + character));
}
