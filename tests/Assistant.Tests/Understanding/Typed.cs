using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Assistant.Tests.Understanding;

/// <summary>
/// Manifests in few words. Properties are written <c>name!:Semantic/role</c>, with ! for a required one and [] after the semantic for a list.
/// </summary>
internal static class Typed
{
    public static AgentManifest Agent(string id, IReadOnlyList<Vocabulary> vocabularies, params SkillManifest[] skills) => new()
    {
        Id = id,
        Owner = "tests",
        Version = "1",
        Name = new LocalizedText(id, id),
        Description = new LocalizedText(id, id),
        Endpoint = new AgentEndpoint(EndpointKind.Grain),
        Skills = skills,
        Vocabularies = vocabularies,
    };

    public static SkillManifest Skill(
        string id, (string Zh, string En) title, string input, string output, string[] zh, string[] en, SkillEffect effect = SkillEffect.Read, int latency = 200, string[]? suggests = null) => new()
        {
            Id = id,
            Title = new LocalizedText(title.Zh, title.En),
            Description = new LocalizedText(title.Zh, title.En),
            Examples = new SkillExamples(zh, en),
            Input = Schema(input),
            Output = Schema(output),
            Effect = effect,
            LatencyMilliseconds = latency,
            Suggests = suggests ?? [],
        };

    /// <summary>A vocabulary; each term is an id with its Chinese and English names: <c>id=名字|name</c>.</summary>
    public static Vocabulary Words(string semantic, params string[] terms) => new(semantic, [.. terms.Select(static term =>
    {
        var (id, names) = (term.Split('=')[0], term.Split('=')[1].Split('|'));
        var value = JsonSerializer.SerializeToElement(new JsonObject { ["id"] = id, ["name"] = names[^1] });
        return new VocabularyTerm(value, [.. names.Where(static name => name.Any(static c => c > '\u2e80'))], [.. names.Where(static name => name.All(static c => c <= '\u2e80'))]);
    })]);

    private static JsonElement Schema(string properties)
    {
        JsonObject all = [];
        JsonArray required = [];
        foreach (var property in properties.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, meaning) = (property.Split(':')[0], property.Split(':')[1]);
            var (semantic, role) = (meaning.Split('/')[0], meaning.Contains('/', StringComparison.Ordinal) ? meaning.Split('/')[1] : null);
            var isList = semantic.EndsWith("[]", StringComparison.Ordinal);
            JsonObject schema = new() { ["x-semantic"] = isList ? semantic[..^2] : semantic };
            if (role is not null)
            {
                schema["x-role"] = role;
            }

            if (name.EndsWith('!'))
            {
                required.Add(name[..^1]);
            }

            all[name.TrimEnd('!')] = isList ? new JsonObject { ["type"] = "array", ["items"] = schema } : schema;
        }

        return JsonSerializer.SerializeToElement(new JsonObject { ["type"] = "object", ["properties"] = all, ["required"] = required });
    }
}
