using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansAgents.Grains.Manifests;

/// <summary>
/// The rules that a manifest keeps, checked when it is registered so that nobody meets a broken one later. A manifest may have been written by anybody:
/// what its type calls required may still be null, and every text and list is held to <see cref="ManifestLimits"/>.
/// </summary>
internal static partial class ManifestCheck
{
    /// <exception cref="ManifestException">A rule is broken; the text says which, what the value is, and what it must be.</exception>
    public static void Check(AgentManifest manifest)
    {
        var rules = new Rules(manifest.Id is { Length: > 0 and <= ManifestLimits.IdCharactersMax } id ? id : "?");
        rules.Id(manifest.Id, "id", AgentIdPattern, "lower-case letters, digits and dashes");
        if (manifest.Id == Planning.Scenario.Agent)
        {
            throw rules.Fail("id", $"it is '{manifest.Id}', which stands for the scenarios of the program; choose another id.");
        }

        rules.Text(manifest.Owner, "owner", ManifestLimits.TitleCharactersMax);
        rules.Text(manifest.Version, "version", ManifestLimits.IdCharactersMax);
        rules.Localized(manifest.Name, "name", ManifestLimits.TitleCharactersMax);
        rules.Localized(manifest.Description, "description", ManifestLimits.DescriptionCharactersMax);
        rules.Endpoint(manifest.Endpoint);
        rules.Count(manifest.Skills, "skills", 1, ManifestLimits.SkillsMax);
        for (var index = 0; index < manifest.Skills.Count; index++)
        {
            rules.SkillId(manifest, index);
        }

        for (var index = 0; index < manifest.Skills.Count; index++)
        {
            rules.Skill(manifest, index);
        }

        rules.Vocabularies(manifest.Vocabularies);
        if (ManifestJson.Write(manifest).Length is > ManifestLimits.CharactersMax and var length)
        {
            throw rules.Fail("", $"it has {length} characters as JSON, and may have {ManifestLimits.CharactersMax} (ManifestLimits.CharactersMax); shorten its vocabularies or split the agent.");
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z")]
    private static partial Regex AgentIdPattern { get; }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,39}\z")]
    private static partial Regex SkillIdPattern { get; }

    /// <summary>Throws with the agent's id.</summary>
    private readonly struct Rules(string agent)
    {
        public ManifestException Fail(string path, string problem) => new ManifestException(agent, path, problem);

        public void Id(string? id, string path, Regex pattern, string alphabet)
        {
            if (id is null || !pattern.IsMatch(id))
            {
                throw Fail(path, $"it is {Shown(id)}; an id begins with a letter and has {alphabet}, at most {ManifestLimits.IdCharactersMax}.");
            }
        }

        public void Text(string? text, string path, int charactersMax)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                throw Fail(path, $"it is {(text is null ? "absent" : "empty")}; write a text of 1 to {charactersMax} characters.");
            }

            if (text.Length > charactersMax)
            {
                throw Fail(path, $"it has {text.Length} characters; it has at most {charactersMax}.");
            }
        }

        public void Localized(LocalizedText? text, string path, int charactersMax)
        {
            if (text is null)
            {
                throw Fail(path, "it is absent; write {\"zh\": \"…\", \"en\": \"…\"}.");
            }

            Text(text.Zh, $"{path}.zh", charactersMax);
            Text(text.En, $"{path}.en", charactersMax);
        }

        public void Endpoint(AgentEndpoint? endpoint)
        {
            if (endpoint is null || !Enum.IsDefined(endpoint.Kind))
            {
                throw Fail("endpoint", $"it is {(endpoint is null ? "absent" : $"of the kind {endpoint.Kind}")}; its kind is grain or mcp.");
            }

            if (endpoint.Kind == EndpointKind.Mcp)
            {
                Text(endpoint.Address, "endpoint.address", ManifestLimits.AddressCharactersMax);
                McpAddress(endpoint.Address!);
            }
        }

        /// <summary>A name or a URL; whether it may be reached, the operator's settings say, on each silo and at each call.</summary>
        private void McpAddress(string address)
        {
            var isUrl = Uri.TryCreate(address, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.UserInfo.Length == 0;
            if (!isUrl && !AgentIdPattern.IsMatch(address))
            {
                throw Fail("endpoint.address", $"it is {Shown(address)}; it is the name of a server in the settings (lower-case letters, digits and dashes), or a URL that begins with https:// or http:// and names no user.");
            }
        }

        public void Count<T>(IReadOnlyList<T>? list, string path, int least, int most)
        {
            if (list is null)
            {
                throw Fail(path, $"it is absent; it is a list of {least} to {most}.");
            }

            if (list.Count < least || list.Count > most)
            {
                throw Fail(path, $"it has {list.Count} entries; it has {least} to {most}.");
            }

            for (var index = 0; index < list.Count; index++)
            {
                if (list[index] is null)
                {
                    throw Fail($"{path}[{index}]", "it is null; fill it, or take it out.");
                }
            }
        }

        public void SkillId(AgentManifest manifest, int index)
        {
            var (skill, path) = (manifest.Skills[index], $"skills[{index}]");
            Id(skill.Id, $"{path}.id", SkillIdPattern, "lower-case letters, digits and underscores");
            for (var other = 0; other < index; other++)
            {
                if (manifest.Skills[other].Id == skill.Id)
                {
                    throw Fail($"{path}.id", $"it is '{skill.Id}', as skills[{other}].id is; ids are unique within an agent.");
                }
            }
        }

        public void Skill(AgentManifest manifest, int index)
        {
            var (skill, path) = (manifest.Skills[index], $"skills[{index}]");
            Localized(skill.Title, $"{path}.title", ManifestLimits.TitleCharactersMax);
            Localized(skill.Description, $"{path}.description", ManifestLimits.DescriptionCharactersMax);
            if (skill.Examples is null)
            {
                throw Fail($"{path}.examples", "it is absent; write {\"zh\": […], \"en\": […]} with what people say.");
            }

            Examples(skill.Examples.Zh, $"{path}.examples.zh");
            Examples(skill.Examples.En, $"{path}.examples.en");
            if (skill.Examples.Zh.Count + skill.Examples.En.Count < ManifestLimits.ExamplesMin)
            {
                throw Fail($"{path}.examples", $"there is none; write at least {ManifestLimits.ExamplesMin} of what people say when they want this.");
            }

            SchemaRules.Check(skill.Input, $"{path}.input", Fail);
            SchemaRules.Check(skill.Output, $"{path}.output", Fail);
            Effect(manifest, skill, path);
            Suggestions(manifest, skill, path);
            if (skill.Tool is not null)
            {
                Text(skill.Tool, $"{path}.tool", ManifestLimits.ToolCharactersMax);
            }

            if (skill.LatencyMilliseconds is < 1 or > ManifestLimits.LatencyMillisecondsMax)
            {
                throw Fail($"{path}.latencyMilliseconds", $"it is {skill.LatencyMilliseconds}; it is 1 to {ManifestLimits.LatencyMillisecondsMax}.");
            }
        }

        public void Vocabularies(IReadOnlyList<Vocabulary>? vocabularies)
        {
            Count(vocabularies, "vocabularies", 0, ManifestLimits.SkillsMax);
            var terms = 0;
            for (var index = 0; index < vocabularies!.Count; index++)
            {
                var (vocabulary, path) = (vocabularies[index], $"vocabularies[{index}]");
                if (vocabulary.Semantic is null || !SchemaRules.SemanticPattern.IsMatch(vocabulary.Semantic))
                {
                    throw Fail($"{path}.semantic", $"it is {Shown(vocabulary.Semantic)}; a semantic type is a name such as Dish: a capital, then letters and digits.");
                }

                Count(vocabulary.Terms, $"{path}.terms", 1, ManifestLimits.TermsMax);
                terms += vocabulary.Terms.Count;
                if (terms > ManifestLimits.TermsMax)
                {
                    throw Fail($"{path}.terms", $"with it the agent has {terms} terms; it has at most {ManifestLimits.TermsMax} in all vocabularies together (ManifestLimits.TermsMax).");
                }

                for (var term = 0; term < vocabulary.Terms.Count; term++)
                {
                    Term(vocabulary.Terms[term], $"{path}.terms[{term}]");
                }
            }
        }

        private void Examples(IReadOnlyList<string>? examples, string path)
        {
            Count(examples, path, 0, ManifestLimits.ExamplesMax);
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            for (var index = 0; index < examples!.Count; index++)
            {
                Text(examples[index], $"{path}[{index}]", ManifestLimits.ExampleCharactersMax);
                if (!seen.Add(examples[index]))
                {
                    throw Fail($"{path}[{index}]", $"'{examples[index]}' is there already; a repeated example teaches nothing, so write another.");
                }
            }
        }

        private void Effect(AgentManifest manifest, SkillManifest skill, string path)
        {
            if (!Enum.IsDefined(skill.Effect))
            {
                throw Fail($"{path}.effect", $"it is {skill.Effect}; it is read, write or pay.");
            }

            if (!Enum.IsDefined(skill.Repetition))
            {
                throw Fail($"{path}.repetition", $"it is {skill.Repetition}; it is neither, idempotent or queryable.");
            }

            if (!Enum.IsDefined(skill.Scope))
            {
                throw Fail($"{path}.scope", $"it is {skill.Scope}; it is shared or own.");
            }

            if (skill.Inverse is null)
            {
                return;
            }

            if (skill.Effect == SkillEffect.Read)
            {
                throw Fail($"{path}.inverse", $"it is '{skill.Inverse}', and the skill only reads; there is nothing to undo, so leave it out.");
            }

            if (skill.Inverse == skill.Id || !manifest.Skills.Any(other => other?.Id == skill.Inverse))
            {
                throw Fail($"{path}.inverse", $"it is '{skill.Inverse}'; it is the id of another skill of this agent.");
            }
        }

        private void Suggestions(AgentManifest manifest, SkillManifest skill, string path)
        {
            Count(skill.Suggests, $"{path}.suggests", 0, ManifestLimits.SuggestionsMax);
            for (var index = 0; index < skill.Suggests.Count; index++)
            {
                var suggested = skill.Suggests[index];
                if (suggested == skill.Id || !manifest.Skills.Any(other => other?.Id == suggested) || skill.Suggests.Take(index).Contains(suggested))
                {
                    throw Fail($"{path}.suggests[{index}]", $"it is '{suggested}'; it is the id of another skill of this agent, and stands there once.");
                }
            }
        }

        private void Term(VocabularyTerm term, string path)
        {
            if (term.Value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            {
                throw Fail($"{path}.value", "it is absent; it is the value that skills take.");
            }

            if (term.Value.GetRawText() is { Length: > ManifestLimits.TermValueCharactersMax } value)
            {
                throw Fail($"{path}.value", $"it has {value.Length} characters as JSON; it has at most {ManifestLimits.TermValueCharactersMax}.");
            }

            Names(term.Zh, $"{path}.zh");
            Names(term.En, $"{path}.en");
            if (term.Zh.Count + term.En.Count == 0)
            {
                throw Fail(path, "it has no name; nobody could say it, so add one in zh or en.");
            }
        }

        private void Names(IReadOnlyList<string>? names, string path)
        {
            Count(names, path, 0, ManifestLimits.TermNamesMax);
            for (var index = 0; index < names!.Count; index++)
            {
                Text(names[index], $"{path}[{index}]", ManifestLimits.TermCharactersMax);
            }
        }

        private static string Shown(string? text) => text switch
        {
            null => "absent",
            { Length: <= 80 } => $"'{text}'",
            _ => $"{text.Length} characters long",
        };
    }
}
