using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansAgents.Grains.Manifests;

/// <summary>
/// The rules that a schema in a manifest keeps. <see cref="SchemaCheck"/> relies on them: a keyword that it does not know would be a promise that nobody holds, so it is refused here.
/// </summary>
internal static partial class SchemaRules
{
    private static readonly string[] Keywords =
    [
        "type", "properties", "required", "additionalProperties", "items", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength", "minItems",
        "maxItems", "default", "title", "description",
    ];

    private static readonly string[] Types = ["object", "array", "string", "number", "integer", "boolean", "null"];

    /// <summary>Checks the schema of a skill's input or output, which is an object.</summary>
    /// <param name="path">Where it stands in the manifest.</param>
    /// <param name="fail">Makes the exception of a path and a problem.</param>
    public static void Check(JsonElement schema, string path, Func<string, string, Exception> fail)
    {
        Object(schema, path, fail);
        if (schema.GetRawText() is { Length: > ManifestLimits.SchemaCharactersMax } text)
        {
            throw fail(path, $"it has {text.Length} characters; a schema has at most {ManifestLimits.SchemaCharactersMax} (ManifestLimits.SchemaCharactersMax).");
        }

        if (!schema.TryGetProperty("type"u8, out var type) || type.ValueKind != JsonValueKind.String || type.GetString() != "object")
        {
            throw fail($"{path}.type", "it is not \"object\"; arguments and outputs are objects, so write \"type\": \"object\" and put the values into properties.");
        }

        Schema(schema, path, 0, fail);
    }

    private static void Schema(JsonElement schema, string path, int depth, Func<string, string, Exception> fail)
    {
        Object(schema, path, fail);
        if (depth > ManifestLimits.SchemaDepthMax)
        {
            throw fail(path, $"it is nested deeper than {ManifestLimits.SchemaDepthMax} levels (ManifestLimits.SchemaDepthMax); make the value flatter.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var keyword in schema.EnumerateObject())
        {
            var place = $"{path}.{keyword.Name}";
            if (!seen.Add(keyword.Name))
            {
                throw fail(place, "it stands there twice; leave one.");
            }

            Keyword(schema, keyword, place, path, depth, fail);
        }

        Order(schema, path, "minimum", "maximum", fail);
        Order(schema, path, "minLength", "maxLength", fail);
        Order(schema, path, "minItems", "maxItems", fail);
    }

    private static void Keyword(JsonElement schema, JsonProperty keyword, string place, string path, int depth, Func<string, string, Exception> fail)
    {
        var rule = keyword.Value;
        switch (keyword.Name)
        {
            case "type":
                Type(rule, place, fail);
                break;
            case "properties":
                Object(rule, place, fail);
                foreach (var property in rule.EnumerateObject())
                {
                    PropertyName(property.Name, place, fail);
                    Schema(property.Value, $"{place}.{property.Name}", depth + 1, fail);
                }

                break;
            case "required":
                Required(schema, rule, place, fail);
                break;
            case "additionalProperties" when rule.ValueKind is not (JsonValueKind.True or JsonValueKind.False):
                throw fail(place, $"it is {Shown(rule)}; it is true or false.");
            case "items":
                Schema(rule, place, depth + 1, fail);
                break;
            case "enum" when rule.ValueKind != JsonValueKind.Array || rule.GetArrayLength() == 0:
                throw fail(place, $"it is {Shown(rule)}; it is a list with at least one value.");
            case "minimum" or "maximum" or "exclusiveMinimum" when rule.ValueKind != JsonValueKind.Number:
                throw fail(place, $"it is {Shown(rule)}; it is a number.");
            case "minLength" or "maxLength" or "minItems" or "maxItems" when rule.ValueKind != JsonValueKind.Number || !rule.TryGetInt32(out var count) || count < 0:
                throw fail(place, $"it is {Shown(rule)}; it is a whole number from 0.");
            case "default" when SchemaCheck.FindProblem(schema, rule) is { } problem:
                throw fail(place, $"it is not as its own schema says: {problem}.");
            case "title" or "description" when rule.ValueKind != JsonValueKind.String:
                throw fail(place, $"it is {Shown(rule)}; it is a text.");
            case "x-semantic" when rule.ValueKind != JsonValueKind.String || !SemanticPattern.IsMatch(rule.GetString()!):
                throw fail(place, $"it is {Shown(rule)}; a semantic type is a name such as Place or TimeWindow: a capital, then letters and digits, at most {ManifestLimits.IdCharactersMax}.");
            case "x-role" or "x-data" when rule.ValueKind != JsonValueKind.String || !RolePattern.IsMatch(rule.GetString()!):
                throw fail(place, $"it is {Shown(rule)}; it is a name such as origin: a small letter, then letters, digits, '-' or '_', at most {ManifestLimits.IdCharactersMax}.");
            case "x-role" when !schema.TryGetProperty("x-semantic"u8, out _):
                throw fail(place, $"there is no x-semantic at '{path}'; a role says which of several values of a semantic type is meant, so add the type.");
            case var name when !name.StartsWith("x-", StringComparison.Ordinal) && !Keywords.Contains(name):
                throw fail(place, $"'{name}' is no keyword that is checked here; use {string.Join(", ", Keywords)}, or an annotation whose name begins with x-.");
        }
    }

    private static void Type(JsonElement rule, string place, Func<string, string, Exception> fail)
    {
        var known = rule.ValueKind switch
        {
            JsonValueKind.String => Types.Contains(rule.GetString()),
            JsonValueKind.Array => rule.GetArrayLength() > 0 && rule.EnumerateArray().All(static type => type.ValueKind == JsonValueKind.String && Types.Contains(type.GetString())),
            _ => false,
        };
        if (!known)
        {
            throw fail(place, $"it is {Shown(rule)}; it is one of {string.Join(", ", Types)}, or a list of them.");
        }
    }

    private static void Required(JsonElement schema, JsonElement rule, string place, Func<string, string, Exception> fail)
    {
        if (rule.ValueKind != JsonValueKind.Array || rule.EnumerateArray().Any(static name => name.ValueKind != JsonValueKind.String))
        {
            throw fail(place, $"it is {Shown(rule)}; it is a list of names of properties.");
        }

        foreach (var name in rule.EnumerateArray())
        {
            if (!schema.TryGetProperty("properties"u8, out var properties) || properties.ValueKind != JsonValueKind.Object || !properties.TryGetProperty(name.GetString()!, out _))
            {
                throw fail(place, $"'{name}' is required and is not among the properties; add it there, or take it from the list.");
            }
        }
    }

    /// <summary>Names are looked up as they stand in the text, so they are written without escapes.</summary>
    private static void PropertyName(string name, string place, Func<string, string, Exception> fail)
    {
        if (!PropertyPattern.IsMatch(name))
        {
            throw fail(place, $"'{name}' is no name of a property; it is a letter, then letters, digits or '_', at most {ManifestLimits.IdCharactersMax}.");
        }
    }

    private static void Order(JsonElement schema, string path, string low, string high, Func<string, string, Exception> fail)
    {
        if (schema.TryGetProperty(low, out var least) && schema.TryGetProperty(high, out var most) && least.GetDouble() > most.GetDouble())
        {
            throw fail(path, $"{low} is {least} and {high} is {most}; no value is within them.");
        }
    }

    private static void Object(JsonElement schema, string path, Func<string, string, Exception> fail)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw fail(path, $"it is {Shown(schema)}; it is an object.");
        }
    }

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => "absent",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array when value.GetArrayLength() == 0 => "an empty list",
        _ when value.GetRawText() is { Length: <= 80 } text => text,
        _ => "too long to be shown here",
    };

    [GeneratedRegex(@"^[A-Z][A-Za-z0-9]{0,39}\z")]
    internal static partial Regex SemanticPattern { get; }

    [GeneratedRegex(@"^[a-z][A-Za-z0-9_-]{0,39}\z")]
    private static partial Regex RolePattern { get; }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]{0,39}\z")]
    private static partial Regex PropertyPattern { get; }
}
