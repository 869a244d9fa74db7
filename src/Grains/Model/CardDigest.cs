using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansAgents.Grains.Model;

/// <summary>
/// A card in short: what a later message may refer to ("the second one", "and for thirty people"), without what only a page needs to draw it. It knows no kind of card, so that a card of any agent can be told.
/// </summary>
internal static class CardDigest
{
    /// <summary>Characters of a whole digest. A card that is longer even so is told by its kind alone: half a JSON text is none.</summary>
    private const int CharactersMax = 800;

    /// <summary>Items of a list: people refer to the first few.</summary>
    private const int ItemsMax = 4;

    /// <summary>Characters of a text: names fit, descriptions do not.</summary>
    private const int TextCharactersMax = 60;

    /// <summary>Members within members that are told; what lies deeper is left out.</summary>
    private const int DepthMax = 3;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Members of the shared shapes of docs/cards.md that serve drawing, or say the same of every card.</summary>
    private static readonly FrozenSet<string> LeftOut = FrozenSet.ToFrozenSet(["id", "latitude", "longitude", "note", "method", "simulated"]);

    /// <summary>The digest, a JSON text.</summary>
    public static string Of(JsonElement card)
    {
        var text = Shorten(card, DepthMax)?.ToJsonString(Json) ?? "null";
        if (text.Length <= CharactersMax)
        {
            return text;
        }

        var kind = card.ValueKind == JsonValueKind.Object && card.TryGetProperty("kind", out var named) ? Shorten(named, 0) : null;
        return new JsonObject { ["kind"] = kind }.ToJsonString(Json);
    }

    private static JsonNode? Shorten(JsonElement value, int depth) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { Length: > TextCharactersMax } text ? string.Concat(text.AsSpan(0, TextCharactersMax), "…") : value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => JsonNode.Parse(value.GetRawText()),
        JsonValueKind.Array when depth > 0 => new JsonArray([.. value.EnumerateArray().Take(ItemsMax).Select(item => Shorten(item, depth - 1))]),
        JsonValueKind.Object when MoneyOf(value) is { } money => money,
        JsonValueKind.Object when depth > 0 => ShortenMembers(value, depth),
        _ => null,
    };

    private static JsonObject? ShortenMembers(JsonElement value, int depth)
    {
        JsonObject members = [];
        foreach (var member in value.EnumerateObject())
        {
            if (!LeftOut.Contains(member.Name) && Shorten(member.Value, depth - 1) is { } shown)
            {
                members[member.Name] = shown;
            }
        }

        return members.Count == 0 ? null : members;
    }

    /// <summary>An amount of money, which cards are full of, in a third of the characters.</summary>
    private static string? MoneyOf(JsonElement value)
        => value.TryGetProperty("amount", out var amount) && amount.ValueKind == JsonValueKind.Number
            && value.TryGetProperty("currency", out var currency) && currency.ValueKind == JsonValueKind.String
            && currency.GetString() is { Length: <= 8 } name
            ? $"{amount.GetRawText()} {name}"
            : null;
}
