using System.Text.Json.Serialization;

namespace OrleansAgents.Grains;

/// <summary>A text for people, in both languages of the assistant.</summary>
/// <param name="Zh">Chinese.</param>
/// <param name="En">English.</param>
[GenerateSerializer, Immutable]
public sealed record LocalizedText([property: Id(0), JsonPropertyName("zh")] string Zh, [property: Id(1), JsonPropertyName("en")] string En)
{
    /// <summary>The text in a language, given as a tag such as <c>zh-CN</c>; English unless it begins with zh.</summary>
    public string In(string language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Zh : En;
    }
}
