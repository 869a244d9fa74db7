using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansAgents.Grains.Manifests;
using Xunit;

namespace OrleansAgents.Assistant.Tests.Manifests;

public sealed class ManifestCheckTests
{
    private const string Good = """
        {
          "id": "flowers", "owner": "somebody", "version": "1",
          "name": {"zh": "花店", "en": "Flowers"}, "description": {"zh": "卖花", "en": "Sells flowers"},
          "endpoint": {"kind": "grain"},
          "skills": [
            {
              "id": "order", "title": {"zh": "订花", "en": "Order"}, "description": {"zh": "订花", "en": "Orders flowers"},
              "examples": {"zh": ["订一束花", "买玫瑰", "送花"], "en": ["order flowers", "buy roses", "send a bouquet"]},
              "input": {"type": "object", "properties": {"when": {"type": "string", "x-semantic": "TimeWindow", "x-role": "by"}}, "required": ["when"]},
              "output": {"type": "object"},
              "effect": "write", "inverse": "cancel", "suggests": ["cancel"], "latencyMilliseconds": 100
            },
            {
              "id": "cancel", "title": {"zh": "退花", "en": "Cancel"}, "description": {"zh": "退花", "en": "Cancels an order"},
              "examples": {"zh": ["退花", "不要花了", "取消订花"], "en": ["cancel flowers", "no flowers", "return the roses"]},
              "input": {"type": "object"}, "output": {"type": "object"}, "effect": "write", "latencyMilliseconds": 100
            }
          ],
          "vocabularies": [{"semantic": "Flower", "terms": [{"value": "rose", "zh": ["玫瑰"], "en": ["rose"]}]}]
        }
        """;

    public static TheoryData<string, string, string> Broken => new()
    {
        { "id", "\"Flowers\"", "lower-case letters, digits and dashes" },
        { "id", "\"flowers\\n\"", "lower-case letters, digits and dashes" },
        { "id", $"\"{new string('a', 41)}\"", "at most 40" },
        { "owner", "\" \"", "it is empty" },
        { "version", "null", "it is absent" },
        { "name", "null", "it is absent" },
        { "name.en", "\"\"", "it is empty" },
        { "description.zh", $"\"{new string('a', 601)}\"", "it has 601 characters; it has at most 600" },
        { "endpoint", "null", "it is absent" },
        { "skills", "null", "a list of 1 to 200" },
        { "skills", "[]", "it has 0 entries; it has 1 to 200" },
        { "skills[1]", "null", "it is null" },
        { "skills[0].id", "\"order-it\"", "lower-case letters, digits and underscores" },
        { "skills[1].id", "\"order\"", "as skills[0].id is" },
        { "skills[0].title", "null", "it is absent" },
        { "skills[0].examples", "null", "it is absent" },
        { "skills[0].examples.zh", "null", "a list of 0 to 300" },
        { "skills[0].examples.en[1]", "\"ORDER FLOWERS\"", "is there already" },
        { "skills[0].examples.en[1]", "\"\"", "it is empty" },
        { "skills[0].input", "3", "it is 3; it is an object" },
        { "skills[0].input", "null", "it is null; it is an object" },
        { "skills[0].input.type", "\"array\"", "it is not \"object\"" },
        { "skills[0].input.pattern", "\"a\"", "use type, properties, required, additionalProperties, items, enum, const, minimum, maximum, exclusiveMinimum, minLength" },
        { "skills[0].input.required", "[\"where\"]", "'where' is required and is not among the properties" },
        { "skills[0].input.required", "\"when\"", "it is a list of names" },
        { "skills[0].input.additionalProperties", "{}", "it is true or false" },
        { "skills[0].input.properties.when.type", "\"text\"", "it is one of object, array, string" },
        { "skills[0].input.properties.when.type", "[]", "it is an empty list" },
        { "skills[0].input.properties.when.minLength", "-1", "it is a whole number from 0" },
        { "skills[0].input.properties.when.maximum", "\"9\"", "it is a number" },
        { "skills[0].input.properties.when.enum", "[]", "at least one value" },
        { "skills[0].input.properties.when.items", "true", "it is an object" },
        { "skills[0].input.properties.when.default", "3", "it is not as its own schema says: $ is 3, and must be of type string" },
        { "skills[0].input.properties.when.title", "3", "it is a text" },
        { "skills[0].input.properties.when.x-semantic", "\"timeWindow\"", "a capital, then letters and digits" },
        { "skills[0].input.properties.when.x-role", "\"By\"", "a small letter" },
        { "skills[0].output.x-role", "\"by\"", "there is no x-semantic" },
        { "skills[0].output.properties", "{\"a b\": {}}", "'a b' is no name of a property" },
        { "skills[0].output.properties", "{\"a\": 1}", "it is 1; it is an object" },
        { "skills[0].inverse", "\"undo\"", "it is the id of another skill" },
        { "skills[0].inverse", "\"order\"", "it is the id of another skill" },
        { "skills[0].suggests[0]", "\"order\"", "it is the id of another skill" },
        { "skills[0].latencyMilliseconds", "0", "it is 0; it is 1 to 60000" },
        { "skills[0].latencyMilliseconds", "60001", "it is 60001; it is 1 to 60000" },
        { "vocabularies[0].semantic", "\"flower\"", "a capital" },
        { "vocabularies[0].terms", "[]", "it has 0 entries" },
        { "vocabularies[0].terms[0].value", "null", "it is absent" },
        { "vocabularies[0].terms[0].zh[0]", "\"\"", "it is empty" },
        { "vocabularies[0].terms[0].value", $"\"{new string('a', 500)}\"", "it has 502 characters as JSON" },
    };

    [Fact]
    public void Manifest_ThatKeepsTheRules_IsRead() => Assert.Equal("flowers", ManifestJson.Read(Good).Id);

    [Theory]
    [MemberData(nameof(Broken))]
    public void Manifest_ThatBreaksARule_IsRefusedAtItsPlace(string path, string value, string problem)
    {
        var manifest = JsonNode.Parse(Good)!;
        Set(manifest, path, JsonNode.Parse(value));

        var refused = Assert.Throws<ManifestException>(() => ManifestJson.Read(manifest.ToJsonString()));

        Assert.StartsWith(path, refused.Path, StringComparison.Ordinal);
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSkill_WithAnInverse_IsRefused()
    {
        var manifest = JsonNode.Parse(Good)!;
        Set(manifest, "skills[0].effect", "read");
        Assert.Equal("skills[0].inverse", Assert.Throws<ManifestException>(() => ManifestJson.Read(manifest.ToJsonString())).Path);
    }

    [Fact]
    public void Bounds_ThatNoValueKeeps_AreRefused()
    {
        var manifest = JsonNode.Parse(Good)!;
        Set(manifest, "skills[0].input.properties.when", JsonNode.Parse("""{"minLength": 5, "maxLength": 4}"""));
        Assert.Contains("no value is within them", Assert.Throws<ManifestException>(() => ManifestJson.Read(manifest.ToJsonString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_NestedAtTheBound_IsTaken_AndOneLevelMoreIsNot()
    {
        var manifest = JsonNode.Parse(Good)!;
        Set(manifest, "skills[0].output", Nested(ManifestLimits.SchemaDepthMax));
        ManifestJson.Read(manifest.ToJsonString());

        Set(manifest, "skills[0].output", Nested(ManifestLimits.SchemaDepthMax + 1));
        Assert.Contains("nested deeper", Assert.Throws<ManifestException>(() => ManifestJson.Read(manifest.ToJsonString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Skills_AtTheBound_AreTaken_AndOneMoreIsNot()
    {
        var manifest = ManifestJson.Read(Good);
        ManifestCheck.Check(manifest with { Skills = Skills(ManifestLimits.SkillsMax) });
        Assert.Equal("skills", Assert.Throws<ManifestException>(() => ManifestCheck.Check(manifest with { Skills = Skills(ManifestLimits.SkillsMax + 1) })).Path);

        SkillManifest[] Skills(int count) => [.. Enumerable.Range(0, count).Select(number => manifest.Skills[1] with { Id = $"skill_{number}" })];
    }

    [Fact]
    public void Terms_OfAllVocabulariesTogether_AreBounded()
    {
        var manifest = ManifestJson.Read(Good);
        var term = manifest.Vocabularies[0].Terms[0];
        var half = Enumerable.Repeat(term, ManifestLimits.TermsMax / 2).ToArray();
        ManifestCheck.Check(manifest with { Vocabularies = [new Vocabulary("Flower", half), new Vocabulary("Colour", half)] });

        var refused = Assert.Throws<ManifestException>(() => ManifestCheck.Check(manifest with { Vocabularies = [new Vocabulary("Flower", half), new Vocabulary("Colour", [.. half, term])] }));

        Assert.Contains("20001 terms", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifest_LargerThanAMessage_IsRefused()
    {
        var manifest = ManifestJson.Read(Good);
        using var value = JsonDocument.Parse($"\"{new string('a', 400)}\"");
        var term = manifest.Vocabularies[0].Terms[0] with { Value = value.RootElement.Clone() };

        var refused = Assert.Throws<ManifestException>(() => ManifestCheck.Check(manifest with { Vocabularies = [new Vocabulary("Flower", Enumerable.Repeat(term, 10_000).ToArray())] }));

        Assert.Contains("ManifestLimits.CharactersMax", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Manifest_WithoutWhatMayBeLeftOut_HasItsDefaults()
    {
        var node = JsonNode.Parse(Good)!.AsObject();
        node.Remove("vocabularies");
        node["skills"]![1]!.AsObject().Remove("latencyMilliseconds");

        var manifest = ManifestJson.Read(node.ToJsonString());

        Assert.Empty(manifest.Vocabularies);
        Assert.Empty(manifest.Skills[1].Suggests);
        Assert.Equal(500, manifest.Skills[1].LatencyMilliseconds);
    }

    private static JsonObject Nested(int levels)
    {
        var schema = new JsonObject { ["type"] = "array" };
        for (var level = 1; level < levels; level++)
        {
            schema = new JsonObject { ["type"] = "array", ["items"] = schema };
        }

        return new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["a"] = schema } };
    }

    /// <summary>Sets the value at a path such as <c>skills[0].input.type</c>.</summary>
    private static void Set(JsonNode root, string path, JsonNode? value)
    {
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        var node = root;
        foreach (var step in steps[..^1])
        {
            node = step[0] == '[' ? node![int.Parse(step[1..^1], System.Globalization.CultureInfo.InvariantCulture)] : node![step];
        }

        if (steps[^1][0] == '[')
        {
            node![int.Parse(steps[^1][1..^1], System.Globalization.CultureInfo.InvariantCulture)] = value;
        }
        else
        {
            node![steps[^1]] = value;
        }
    }
}
