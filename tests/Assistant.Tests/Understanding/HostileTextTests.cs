using System.Text.Json;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Assistant.Tests.Understanding;

public sealed class HostileTextTests
{
    /// <summary>A reader that looks at the rest of the text from every place would take minutes for these.</summary>
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    private static readonly ManifestModels Models = new();
    private static readonly RuleUnderstanding Understanding = new(Models);

    public static TheoryData<string> Repeated =>
    [
        "1", "9,", "9.", "一", "五百", "万", "从", "从西湖到", "到", "from ", "from a to ", "to the ", "a hundred ", "five and ", "七点", "点", "周五", "十", "at 7 ", "by ", "¥", "，", "and ", "😀",
        "\0", "\r\n", "\ud800", "预算", "预算8", "mapo ", "麻婆豆", "x", " ", "-", "12:", "在在", "near ", "1 ", "for 4 ", "半小时", "a", "é", "\u200b", "里裡", "twenty-", "half past ", "顺便", "360元五个人AA，",
    ];

    [Theory]
    [MemberData(nameof(Repeated))]
    public async Task LongText_OfOnePiece_IsReadInTime(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, (8_000 / piece.Length) + 1))[..8_000];

        var work = Task.Run(() => Understanding.Understand(FactText.Say(text), SampleAgents.All));
        var understood = await work.WaitAsync(Generous);

        Assert.NotEmpty(understood.Goals);
        Assert.All(understood.Facts, fact => Assert.InRange(fact.Goal, 0, understood.Goals.Length - 1));
    }

    [Fact]
    public async Task AnyText_IsUnderstoodAndPlanned_AlwaysInTheSameWay()
    {
        string[] pieces =
        [
            "从", "到", "西湖", "杭州东站", "怎么走", "，", " and ", "split", " 360 ", "yuan", " among five", "麻婆豆腐", "今晚", "七点", "到家", "下周六", "2月30日", "25:99", "99999999999999999999", "一亿亿亿亿", "零",
            "from ", " to ", "West Lake", "¥", "$", "预算", "for ", "-1", "0", "\0", "\ud83d", "😀", "\n", "第", "周五", "五", "点", "半", "budget", " by ", " at ", "twenty", "-", "hundred", "'", ".", "ａ１", "訂", "  ",
        ];
        var random = new Random(20261122);
        RulePlanner planner = new(Models);
        RuleUnderstanding again = new(new ManifestModels());
        for (var round = 0; round < 1_500; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(0, 14)).Select(_ => pieces[random.Next(pieces.Length)]));
            var utterance = FactText.Say(text, FactText.Now.AddDays(random.Next(-4_000, 4_000)).AddMinutes(random.Next(1_440)), random.Next(2) == 0 ? FactText.Shanghai : TimeZoneInfo.FindSystemTimeZoneById("America/New_York"));

            var understood = Understanding.Understand(utterance, SampleAgents.All);
            var planned = await planner.PlanAsync(new Need(utterance, understood, SampleAgents.All), CancellationToken.None);

            Assert.Equal(JsonSerializer.Serialize(understood), JsonSerializer.Serialize(again.Understand(utterance, SampleAgents.All)));
            Assert.True(planned.Plan is null || planned.Plan.Steps.Length <= PlanBuilder.StepsMax, text);
            Assert.True(planned.Plan is not null || planned.Question is not null || planned.Unmet.Length > 0, text);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9_999)]
    public void Times_AtTheEndsOfTheCalendar_AreNotRead(int year)
        => Assert.Equal("", FactText.Read("明天下午三点", new DateTimeOffset(year, 12, 31, 23, 0, 0, TimeSpan.Zero), TimeZoneInfo.Utc));

    [Fact]
    public void Time_ThatTheClocksLeaveOut_IsAnHourLater()
        => Assert.Equal("03-14 03:30", FactText.Read("明天凌晨2点30分", new DateTimeOffset(2027, 3, 13, 10, 0, 0, TimeSpan.FromHours(-5)), TimeZoneInfo.FindSystemTimeZoneById("America/New_York"))[11..]);
}
