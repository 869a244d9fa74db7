using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansAgents.Grains.Intents;

/// <summary>The card of something that needs a confirmation: what would be done, and that it was not. The same is said in words, for those who draw no cards.</summary>
internal static class Proposal
{
    private static readonly LocalizedText Note = new("这会产生实际操作，要等你确认；目前还不支持确认，所以没有执行。", "It changes something and needs your confirmation, which cannot be asked for yet.");

    /// <param name="title">What would be done.</param>
    /// <param name="told">What was told for it, in the person's words.</param>
    /// <param name="language">Of the answer.</param>
    public static JsonElement CardOf(LocalizedText title, IReadOnlyList<string> told, string language) => JsonSerializer.SerializeToElement(new JsonObject
    {
        ["kind"] = "proposal",
        ["title"] = title.In(language),
        ["told"] = new JsonArray([.. told.Select(static text => (JsonNode)text)]),
        ["done"] = false,
        ["note"] = Note.In(language),
    });
}
