using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Understanding.Mentions;

/// <summary>A stretch of the text that says a value.</summary>
/// <param name="Start">Index of its first character.</param>
/// <param name="End">Index after its last character.</param>
/// <param name="Semantic">The type of the value.</param>
/// <param name="Role">Which of several; null if the words do not say.</param>
/// <param name="Value">The value, not yet as JSON: most candidates lose against a longer one.</param>
internal sealed record Mention(int Start, int End, string Semantic, string? Role, MentionValue Value)
{
    public int Length => End - Start;

    public bool Overlaps(Mention other) => Start < other.End && other.Start < End;
}

/// <summary>The value of a mention.</summary>
internal abstract record MentionValue
{
    public abstract JsonElement ToJson();
}

/// <summary>A bare number or a number of people.</summary>
internal sealed record NumberValue(decimal Number) : MentionValue
{
    public override JsonElement ToJson() => JsonSerializer.SerializeToElement(JsonValue.Create(Normalize(Number)));

    /// <summary>Without zeros at the end, so that 5.0 is the whole number 5.</summary>
    internal static decimal Normalize(decimal number) => number / 1.000000000000000000000000000000000m;
}

/// <summary>An amount of money.</summary>
internal sealed record MoneyValue(decimal Amount, string Currency) : MentionValue
{
    public override JsonElement ToJson()
        => JsonSerializer.SerializeToElement(new JsonObject { ["amount"] = NumberValue.Normalize(Amount), ["currency"] = Currency });
}

/// <summary>A day, a part of one or a moment.</summary>
internal sealed record TimeValue(DateTimeOffset Start, DateTimeOffset End) : MentionValue
{
    public override JsonElement ToJson() => JsonSerializer.SerializeToElement(new JsonObject { ["start"] = Iso(Start), ["end"] = Iso(End) });

    private static string Iso(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}

/// <summary>A value that a manifest's vocabulary gives.</summary>
internal sealed record KnownValue(JsonElement Json) : MentionValue
{
    public override JsonElement ToJson() => Json;
}

/// <summary>Something that is known by its name alone.</summary>
internal sealed record NamedValue(string Name) : MentionValue
{
    public override JsonElement ToJson() => JsonSerializer.SerializeToElement(new JsonObject { ["name"] = Name });
}

/// <summary>Types of mentions that are no facts by themselves.</summary>
internal static class MentionKinds
{
    /// <summary>A number of which the words do not say what it counts; what is asked for may say it.</summary>
    public const string Number = "Number";

    /// <summary>As facts say which of several places, times or amounts is meant.</summary>
    public const string Origin = "origin", Destination = "destination", Near = "near", By = "by", Budget = "budget";

    /// <summary>Whether a mention is a fact.</summary>
    public static bool IsFact(Mention mention) => mention.Semantic != Number;

    /// <summary>Whether values of this type can be read from any text, without a vocabulary.</summary>
    public static bool IsBuiltIn(string semantic) => semantic is Semantics.Place or Semantics.PartySize or Semantics.Money or Semantics.TimeWindow or Semantics.Text;
}
