using System.Collections.Immutable;
using System.Text.Json;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Planning;

/// <summary>What a skill takes and gives, by meaning: its schemas, read once.</summary>
internal sealed record SkillShape(SkillRef Skill, SkillManifest Manifest, ImmutableArray<SkillProperty> Inputs, ImmutableArray<SkillProperty> Outputs)
{
    /// <summary>Reads a skill's schemas.</summary>
    public static SkillShape Of(AgentManifest agent, SkillManifest skill)
        => new(new SkillRef(agent.Id, skill.Id), skill, PropertiesOf(skill.Input), PropertiesOf(skill.Output));

    /// <summary>Whether an input must be told or made before the skill can be called.</summary>
    public bool Needs(string semantic) => Inputs.Any(input => input.IsNeeded && input.Semantic == semantic);

    private static ImmutableArray<SkillProperty> PropertiesOf(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var required = schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Where(static name => name.ValueKind == JsonValueKind.String).Select(static name => name.GetString()!).ToHashSet(StringComparer.Ordinal)
            : [];
        return [.. properties.EnumerateObject().Where(static property => property.Value.ValueKind == JsonValueKind.Object).Select(property => SkillProperty.Of(property, required.Contains(property.Name)))];
    }
}

/// <summary>A property of a skill's input or output.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Semantic">What it means; Text for a string that does not say; null if nothing is known.</param>
/// <param name="Role">Which of several; null if there is one.</param>
/// <param name="IsNeeded">True if it is required and has no default.</param>
/// <param name="IsList">True if it is a list of values that each have the meaning.</param>
/// <param name="Schema">Its schema.</param>
internal sealed record SkillProperty(string Name, string? Semantic, string? Role, bool IsNeeded, bool IsList, JsonElement Schema)
{
    /// <summary>What it is, for people; null if the schema does not say.</summary>
    public string? Description => Schema.ValueKind != JsonValueKind.Object ? null : TextOf(Schema, "description") ?? TextOf(Schema, "title");

    /// <summary>For a list of things with quantities: the type of the vocabulary that names the things; null for everything else.</summary>
    public string? Vocabulary => Semantic is not null && Schema.ValueKind == JsonValueKind.Object ? TextOf(Schema, "x-vocabulary") : null;

    /// <summary>The values that it can have; empty if they are not listed.</summary>
    public IEnumerable<string> Choices => Schema.ValueKind == JsonValueKind.Object && Schema.TryGetProperty("enum", out var choices) && choices.ValueKind == JsonValueKind.Array
        ? choices.EnumerateArray().Where(static choice => choice.ValueKind == JsonValueKind.String).Select(static choice => choice.GetString()!)
        : [];

    public static SkillProperty Of(JsonProperty property, bool isRequired)
    {
        var schema = property.Value;
        var semantic = TextOf(schema, "x-semantic");
        var role = TextOf(schema, "x-role");
        var isList = false;
        if (semantic is null && schema.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Object && TextOf(items, "x-semantic") is { } ofItems)
        {
            (semantic, role, isList) = (ofItems, role ?? TextOf(items, "x-role"), true);
        }

        semantic ??= TextOf(schema, "type") is "string" && !schema.TryGetProperty("enum", out _) ? Semantics.Text : null;
        return new SkillProperty(property.Name, semantic, role, isRequired && !schema.TryGetProperty("default", out _), isList, schema);
    }

    /// <summary>Whether another property's value can stand here.</summary>
    public bool Accepts(SkillProperty output) => Semantic is not null && IsList == output.IsList && Takes(output.Semantic, output.Role);

    /// <summary>Whether what is told with this meaning and role can stand here.</summary>
    public bool Takes(string? semantic, string? role) => Semantic == semantic && Semantics.RolesAgree(Role, role);

    private static string? TextOf(JsonElement schema, string name) => schema.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
