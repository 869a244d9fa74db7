using System.Text.Json.Nodes;

namespace OrleansAgents.Evaluation;

/// <summary>
/// Brings manifests that others have written into the form that <see cref="OrleansAgents.Grains.Manifests.ManifestJson"/> reads: a text where two languages are wanted stands for both, examples
/// in one list are sorted by language, what is optional to somebody else is filled in, and keywords of JSON Schema that are not checked here are left out.
/// </summary>
internal static class ManifestForm
{
    private static readonly string[] AgentProperties = ["id", "owner", "version", "name", "description", "endpoint", "skills", "vocabularies"];

    private static readonly string[] SkillProperties =
        ["id", "title", "description", "examples", "input", "output", "effect", "repetition", "inverse", "suggests", "latencyMilliseconds"];

    private static readonly string[] SchemaKeywords =
    [
        "type", "properties", "required", "additionalProperties", "items", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength", "minItems", "maxItems", "default", "title",
        "description",
    ];

    public static JsonNode Of(JsonNode? manifest)
    {
        if (manifest is not JsonObject agent)
        {
            throw new InvalidOperationException("it is no JSON object; a manifest is one.");
        }

        Rename(agent, "names", "name");
        Fill(agent, "owner", "?");
        Fill(agent, "version", "1");
        agent["version"] = agent["version"]?.ToString();
        agent["name"] = Localized(agent["name"] ?? agent["id"]?.DeepClone());
        agent["description"] = Localized(agent["description"] ?? agent["name"]?.DeepClone());
        agent["endpoint"] = new JsonObject { ["kind"] = "grain" };
        Keep(agent, AgentProperties);
        foreach (var skill in (agent["skills"] as JsonArray ?? []).OfType<JsonObject>())
        {
            Skill(skill);
        }

        return agent;
    }

    private static void Skill(JsonObject skill)
    {
        Rename(skill, "names", "title");
        Rename(skill, "name", "title");
        Rename(skill, "inputSchema", "input");
        Rename(skill, "outputSchema", "output");
        skill["title"] = Localized(skill["title"] ?? skill["id"]?.DeepClone());
        skill["description"] = Localized(skill["description"] ?? skill["title"]?.DeepClone());
        skill["examples"] = Examples(skill["examples"], skill["title"]);
        skill["input"] = ObjectSchema(skill["input"]);
        skill["output"] = ObjectSchema(skill["output"]);
        Fill(skill, "effect", "read");
        if (skill["repetition"]?.ToString() is { } repetition && repetition is not ("neither" or "idempotent" or "queryable"))
        {
            skill.Remove("repetition");
        }

        if (skill["inverse"]?.ToString() is "irreversible" or "none" or "")
        {
            skill.Remove("inverse");
        }

        Keep(skill, SkillProperties);
    }

    /// <summary>One text for both languages; one of two for the other.</summary>
    private static JsonNode? Localized(JsonNode? text) => text switch
    {
        JsonValue value => new JsonObject { ["zh"] = value.ToString(), ["en"] = value.ToString() },
        JsonObject both => new JsonObject { ["zh"] = (both["zh"] ?? both["en"])?.ToString(), ["en"] = (both["en"] ?? both["zh"])?.ToString() },
        _ => text,
    };

    private static JsonObject Examples(JsonNode? examples, JsonNode? title)
    {
        var (zh, en) = examples switch
        {
            JsonObject both => (Texts(both["zh"]), Texts(both["en"])),
            JsonArray list => (Texts(list).Where(HasChinese).ToList(), [.. Texts(list).Where(static text => !HasChinese(text))]),
            _ => ([], []),
        };
        if (zh.Count + en.Count == 0 && title is JsonObject names)
        {
            (zh, en) = ([names["zh"]!.ToString()], [names["en"]!.ToString()]);
        }

        return new JsonObject { ["zh"] = List(zh), ["en"] = List(en) };
    }

    private static List<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).OfType<JsonValue>().Select(static text => text.ToString()).Where(static text => text.Length is > 0 and <= 200).Distinct(StringComparer.OrdinalIgnoreCase).Take(300)];

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(static text => (JsonNode)JsonValue.Create(text))]);

    private static bool HasChinese(string text) => text.Any(static character => character is >= '\u4e00' and <= '\u9fff');

    private static JsonNode ObjectSchema(JsonNode? schema)
    {
        if (schema is not JsonObject found)
        {
            return new JsonObject { ["type"] = "object", ["properties"] = new JsonObject() };
        }

        found["type"] = "object";
        Schema(found);
        return found.DeepClone();
    }

    private static void Schema(JsonObject schema)
    {
        foreach (var (name, _) in schema.ToList())
        {
            if (!SchemaKeywords.Contains(name) && !name.StartsWith("x-", StringComparison.Ordinal))
            {
                schema.Remove(name);
            }
        }

        foreach (var (_, property) in schema["properties"] as JsonObject ?? [])
        {
            if (property is JsonObject nested)
            {
                Schema(nested);
            }
        }

        if (schema["items"] is JsonObject items)
        {
            Schema(items);
        }
    }

    private static void Rename(JsonObject node, string from, string to)
    {
        if (node[to] is null && node[from] is { } value)
        {
            node.Remove(from);
            node[to] = value;
        }
    }

    private static void Fill(JsonObject node, string name, string value) => node[name] ??= value;

    private static void Keep(JsonObject node, string[] names)
    {
        foreach (var (name, _) in node.ToList())
        {
            if (!names.Contains(name))
            {
                node.Remove(name);
            }
        }
    }
}
