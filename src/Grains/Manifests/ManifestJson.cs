using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OrleansAgents.Grains.Manifests;

/// <summary>
/// Reads and writes manifests as JSON. Unknown properties are refused: a misspelt one would otherwise be ignored in silence.
/// By reflection, and not by generated code, which gives an init-only property that is absent the type's default instead of the one that the manifest's type names.
/// </summary>
public static class ManifestJson
{
    private static readonly JsonTypeInfo<AgentManifest> Manifest = (JsonTypeInfo<AgentManifest>)new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    }.GetTypeInfo(typeof(AgentManifest));

    /// <summary>The manifest as JSON, always the same for the same manifest.</summary>
    public static string Write(AgentManifest manifest) => JsonSerializer.Serialize(manifest, Manifest);

    /// <summary>Reads and checks a manifest.</summary>
    /// <exception cref="ManifestException">The text is no manifest, or a manifest that breaks a rule.</exception>
    public static AgentManifest Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > ManifestLimits.CharactersMax)
        {
            throw new ManifestException("?", "", $"it has {json.Length} characters, and may have {ManifestLimits.CharactersMax} (ManifestLimits.CharactersMax); shorten its vocabularies or split the agent.");
        }

        AgentManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(json, Manifest) ?? throw new ManifestException("?", "", "it is null.");
        }
        catch (JsonException problem)
        {
            throw new ManifestException("?", problem.Path ?? "", problem.Message);
        }

        ManifestCheck.Check(manifest);
        return manifest;
    }
}
