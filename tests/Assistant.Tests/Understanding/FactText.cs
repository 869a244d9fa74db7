using System.Globalization;
using System.Text.Json;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Assistant.Tests.Understanding;

/// <summary>Facts as short texts, for tables: <c>Money/budget=300 CNY; PartySize=4; TimeWindow/by=11-22 19:00</c>.</summary>
internal static class FactText
{
    /// <summary>A Sunday morning.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.FromHours(8));

    public static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    private static readonly MentionReader Reader = new(new VocabularyIndex(SampleAgents.All));

    public static Utterance Say(string text, DateTimeOffset? now = null, TimeZoneInfo? zone = null) => new(text, "zh-CN", zone ?? Shanghai, now ?? Now);

    public static string Read(string text, DateTimeOffset? now = null, TimeZoneInfo? zone = null)
        => string.Join("; ", Reader.Read(FoldedText.Fold(text), Say(text, now, zone)).Where(MentionKinds.IsFact).Select(mention => Of(mention.Semantic, mention.Role, mention.Value.ToJson())));

    public static string Of(Fact fact) => Of(fact.Semantic, fact.Role, fact.Value);

    private static string Of(string semantic, string? role, JsonElement value) => $"{semantic}{(role is null ? "" : $"/{role}")}={ValueOf(semantic, value)}";

    private static string ValueOf(string semantic, JsonElement value) => semantic switch
    {
        Semantics.Money => $"{value.GetProperty("amount").GetDecimal().ToString(CultureInfo.InvariantCulture)} {value.GetProperty("currency").GetString()}",
        Semantics.PartySize => value.GetInt32().ToString(CultureInfo.InvariantCulture),
        Semantics.TimeWindow => Window(value.GetProperty("start").GetDateTimeOffset(), value.GetProperty("end").GetDateTimeOffset()),
        _ => value.GetProperty("name").GetString()!,
    };

    private static string Window(DateTimeOffset start, DateTimeOffset end) => start == end ? Moment(start) : $"{Moment(start)}..{Moment(end)}";

    private static string Moment(DateTimeOffset time) => time.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);
}
