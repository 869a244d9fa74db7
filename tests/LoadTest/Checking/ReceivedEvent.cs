using System.Text.Json;

namespace OrleansAgents.LoadTest;

/// <summary>An event as it came.</summary>
internal sealed record ReceivedEvent(long Sequence, string Kind, JsonElement Data)
{
    /// <summary>A member that is text; null if there is none.</summary>
    public string? Text(string member)
        => Data.ValueKind == JsonValueKind.Object && Data.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A member that is a whole number; null if there is none.</summary>
    public long? Number(string member)
        => Data.ValueKind == JsonValueKind.Object && Data.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;
}

/// <summary>Something that a client must never see.</summary>
/// <param name="Rule">Which rule was broken; problems are counted by it.</param>
/// <param name="Text">What was seen, and what it should have been.</param>
internal sealed record Problem(string Rule, string Text);

/// <summary>The rules, by the names under which reports count them.</summary>
internal static class Rules
{
    /// <summary>Numbers ascend.</summary>
    public const string Order = "order";

    /// <summary>No number is missing, but those of deltas that were folded away.</summary>
    public const string Gap = "gap";

    /// <summary>Every turn is one that this user asked for.</summary>
    public const string Foreign = "foreign turn";

    /// <summary>The whole text is what its pieces were.</summary>
    public const string Text = "text";

    /// <summary>A turn starts and ends once, and turns run one after the other.</summary>
    public const string Turn = "turn";

    /// <summary>What came is what is kept.</summary>
    public const string History = "history";

    /// <summary>The answer is right.</summary>
    public const string Answer = "answer";
}
