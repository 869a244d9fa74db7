using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OrleansAgents.Grains.Agents;

/// <summary>What the built-in agents' answers have in common.</summary>
internal static class AgentReplies
{
    /// <summary>Camel case, absent values left out, Chinese as it is.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A reply whose card is its output with a kind in front.</summary>
    public static SkillReply Done<T>(string kind, T output, JsonTypeInfo<T> type, LocalizedText say)
    {
        var json = JsonSerializer.Serialize(output, type);
        return new SkillReply { OutputJson = json, Cards = [$"{{\"kind\":\"{kind}\",{json.AsSpan(1)}"], Say = say };
    }

    /// <summary>The arguments cannot be served, and why.</summary>
    public static SkillReply Invalid(string zh, string en) => SkillReply.Failed(SkillFailure.InvalidArguments, new LocalizedText(zh, en));

    /// <summary>There is nothing of the kind.</summary>
    public static SkillReply NotFound(string zh, string en) => SkillReply.Failed(SkillFailure.NotFound, new LocalizedText(zh, en));

    /// <summary>A skill that the agent's manifest does not name; it can only come from a caller that did not look.</summary>
    public static SkillReply Unknown(string agent, string skill)
        => SkillReply.Failed(SkillFailure.Unknown, new LocalizedText($"智能体 {agent} 没有技能 {skill}。", $"The agent {agent} has no skill {skill}."));

    /// <summary>Whether texts are wanted in Chinese.</summary>
    public static bool IsChinese(this SkillContext context) => context.Language.StartsWith("zh", StringComparison.OrdinalIgnoreCase);

    /// <summary>A text property; null if it is absent or blank.</summary>
    public static string? Text(this JsonElement arguments, string name)
        => arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>An amount as people read it: <c>¥12.80</c>.</summary>
    public static string Yuan(this decimal amount) => string.Create(CultureInfo.InvariantCulture, $"¥{amount:0.00}");

    /// <summary>What a person said, as it is repeated to them: short enough for a sentence.</summary>
    public static string Quoted(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
}

/// <summary>An amount in yuan, with two decimals.</summary>
internal sealed record Money(decimal Amount, string Currency)
{
    public static Money Yuan(decimal amount) => new(Fen(amount), "CNY");

    /// <summary>The amount with exactly two decimals, so that it is written 12.80 and never 12.8.</summary>
    private static decimal Fen(decimal amount) => decimal.Round(amount, 2, MidpointRounding.AwayFromZero) + 0.00m;
}
