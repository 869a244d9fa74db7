using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Connectors.Mcp;

/// <summary>
/// A tool's result as a skill's: structured content is the output; else a text that is a JSON object; else <c>{"text": …}</c>. Whether it is what the manifest promises is checked where all agents' outputs are.
/// </summary>
internal static class McpReply
{
    /// <summary>Characters of a sentence, and values in it: what a person reads. The card holds the rest.</summary>
    private const int SayCharactersMax = 600, ValuesMax = 8;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static SkillReply Of(AgentManifest agent, SkillManifest skill, CallToolResult result)
    {
        var text = string.Join('\n', result.Content.OfType<TextContentBlock>().Select(static block => block.Text)).Trim();
        var output = result.StructuredContent is { ValueKind: JsonValueKind.Object } structured ? JsonNode.Parse(structured.GetRawText())!.AsObject() : Parse(text);
        var isText = output is null;
        output ??= new JsonObject { ["text"] = text };
        var card = new JsonObject { ["kind"] = "facts" };
        foreach (var (name, value) in output)
        {
            if (name != "kind")
            {
                card[name] = value?.DeepClone();
            }
        }

        return new SkillReply { OutputJson = output.ToJsonString(Json), Cards = [card.ToJsonString(Json)], Say = Say(agent, skill, isText ? text : ValuesOf(skill, output)) };
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return text.StartsWith('{') ? JsonNode.Parse(text) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What can be said in a word, by the titles that the manifest gives.</summary>
    private static string ValuesOf(SkillManifest skill, JsonObject output)
    {
        var schema = skill.Output.TryGetProperty("properties", out var properties) ? properties : default;
        return string.Join("; ", output.Select(pair => (pair.Key, Word: WordOf(pair.Value))).Where(static pair => pair.Word is not null).Take(ValuesMax).Select(pair => $"{TitleOf(schema, pair.Key)}: {pair.Word}"));
    }

    /// <summary>A simple value, an amount with its currency, or the name of a thing; null for what takes more than a word.</summary>
    private static string? WordOf(JsonNode? value) => value switch
    {
        JsonValue simple => simple.ToString(),
        JsonObject amount when amount["amount"] is JsonValue number && number.TryGetValue<decimal>(out var sum) && amount["currency"] is JsonValue currency
            => currency.ToString() is "CNY" ? sum.Yuan() : string.Create(CultureInfo.InvariantCulture, $"{currency} {sum:0.00}"),
        JsonObject thing when thing["name"] is JsonValue name => name.ToString(),
        _ => null,
    };

    private static string TitleOf(JsonElement schema, string name)
        => schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out var property) && property.TryGetProperty("title", out var title) && title.ValueKind == JsonValueKind.String ? title.GetString()! : name;

    /// <summary>It is said whose words they are.</summary>
    private static LocalizedText? Say(AgentManifest agent, SkillManifest skill, string words)
    {
        var shown = words.Length <= SayCharactersMax ? words : string.Concat(words.AsSpan(0, SayCharactersMax), "…");
        return shown.Length == 0
            ? new LocalizedText($"{agent.Name.Zh}：“{skill.Title.Zh}”已完成。", $"{agent.Name.En}: \"{skill.Title.En}\" is done.")
            : new LocalizedText($"{agent.Name.Zh}：{shown}", $"{agent.Name.En}: {shown}");
    }
}
