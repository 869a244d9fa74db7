using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansAgents.Grains.Manifests;

/// <summary>Manifests as JSON. Unknown properties are refused: a misspelt one would otherwise be ignored in silence.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(AgentManifest))]
internal sealed partial class ManifestJsonContext : JsonSerializerContext;

/// <summary>Reads and writes manifests.</summary>
public static class ManifestJson
{
    private static readonly ManifestJsonContext Context = new(new JsonSerializerOptions(ManifestJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    });

    /// <summary>The manifest as JSON, always the same for the same manifest.</summary>
    public static string Write(AgentManifest manifest) => JsonSerializer.Serialize(manifest, Context.AgentManifest);

    /// <summary>Reads and checks a manifest.</summary>
    /// <exception cref="ManifestException">The text is no manifest, or a manifest that breaks a rule.</exception>
    public static AgentManifest Read(string json)
    {
        AgentManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(json, Context.AgentManifest) ?? throw new ManifestException("?", "", "it is null.");
        }
        catch (JsonException problem)
        {
            throw new ManifestException("?", problem.Path ?? "", problem.Message);
        }

        ManifestCheck.Check(manifest);
        return manifest;
    }
}
