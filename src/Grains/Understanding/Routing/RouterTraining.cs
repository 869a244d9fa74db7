using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>
/// Learns a <see cref="Router"/> from manifests (<see cref="LogisticLearning"/>), twice from the same texts: once which skill, once which agent. What is said of one skill of an agent tells
/// of its trade, and so of the others; with a handful of examples a skill, most of what is known of a word is known of the trade. Which agent is learnt from the fields of life as well,
/// and from the agent's name and description: both say nothing of which of its skills is meant, and learning that from them made the router worse.
/// A skill's examples count fully, its title and description less, what its parameters are called and mean least.
/// An example with amounts or numbers of people is learnt a second time with bare numbers in their place, since people leave out the units.
/// </summary>
internal static partial class RouterTraining
{
    private const float ExampleWeight = 1f, BareWeight = 0.5f;
    private const float TitleWeight = 0.6f, DescriptionWeight = 0.4f, ParameterWeight = 0.2f, AgentWeight = 0.3f;

    /// <summary>
    /// A text for what no skill serves is left out if the skills, learnt alone in a few passes, are this much for one of them: an agent for the weather takes the weather from the list.
    /// </summary>
    private const float ServedFrom = 2.4f;

    private const int AlonePasses = 10;

    /// <summary>Agents are fewer than skills and have more examples each.</summary>
    private const int AgentPasses = 20;

    /// <summary>
    /// All texts that no skill serves count together at most this much of what all texts of skills do: there are many hundreds of them, and twelve agents have fewer.
    /// </summary>
    private const float EverydayShare = 0.3f;

    /// <summary>Learns from all skills.</summary>
    public static Router Train(ManifestSet manifests, MentionReader mentions, ImmutableArray<Scenario> scenarios)
    {
        ImmutableArray<SkillRef> skills = [.. manifests.Agents.SelectMany(static agent => agent.Skills.Select(skill => new SkillRef(agent.Id, skill.Id))), .. scenarios.Select(static scenario => scenario.Skill)];
        var agents = AgentsOf(skills);
        List<(int Class, float Weight, string Text)> texts = [.. TextsOf(manifests, mentions), .. TextsOf(scenarios, skills.Length - scenarios.Length)];
        var served = texts.Count;
        texts.AddRange(EverydayTexts.Talk.Select(text => (skills.Length, ExampleWeight, text)));
        texts.AddRange(EverydayTexts.Requests.Select(text => (skills.Length + 1, ExampleWeight, text)));
        var asked = texts.Count;
        texts.AddRange(TextsOfAgents(manifests));

        var read = texts.Select(text => (text.Class, text.Weight, Features: FeaturesOf(text.Text, text.Weight == BareWeight, mentions))).ToList();
        TextVectors ofSkills = new([.. read.Take(asked).Select(static text => (text.Class, text.Weight, text.Features.Features))]);
        TextVectors ofAgents = new([.. read.Select(text => (agents[text.Class], text.Weight, (List<(ulong, float)>)[.. text.Features.Features, .. text.Features.Fields]))]);

        var isUnserved = AreUnserved(ofSkills, served, skills.Length);
        var weight = Math.Min(1, EverydayShare * ofSkills.Samples.Take(served).Sum(static sample => sample.Weight) / isUnserved.Count(static unserved => unserved));
        Sample[] Kept(Sample[] samples)
            => [.. samples.AsSpan(0, served), .. samples[served..asked].Where((_, index) => isUnserved[index]).Select(sample => sample with { Weight = sample.Weight * weight }), .. samples.AsSpan(asked)];

        var samples = Kept(ofSkills.Samples);
        var agentClasses = agents[^1] + 1;
        return new Router(
            skills, agents,
            ofSkills.ToView(LogisticLearning.Learn(samples, ofSkills.Features, skills.Length + 2, LogisticLearning.PassesMax), skills.Length + 2, samples.Length),
            ofAgents.ToView(LogisticLearning.Learn(Kept(ofAgents.Samples), ofAgents.Features, agentClasses, AgentPasses), agentClasses, samples.Length),
            new NearestTexts(samples[served..], ofSkills.Features), served);
    }

    /// <summary>What tells of the skills of agents, each with the skill's number.</summary>
    private static IEnumerable<(int Class, float Weight, string Text)> TextsOf(ManifestSet manifests, MentionReader mentions)
        => manifests.Agents.SelectMany(static agent => agent.Skills.Select(skill => (Agent: agent, Skill: skill))).SelectMany((one, number) =>
        {
            var (agent, skill) = one;
            var examples = skill.Examples.Zh.Concat(skill.Examples.En).ToList();
            return (IEnumerable<(int, float, string)>)
            [
                (number, AgentWeight, $"{agent.Name.Zh}：{skill.Title.Zh}"), (number, AgentWeight, $"{agent.Name.En}: {skill.Title.En}"),
                .. examples.Select(example => (number, ExampleWeight, example)),
                .. examples.Where(example => HasAmounts(example, mentions)).Select(example => (number, BareWeight, example)),
                (number, TitleWeight, skill.Title.Zh), (number, TitleWeight, skill.Title.En),
                (number, DescriptionWeight, skill.Description.Zh), (number, DescriptionWeight, skill.Description.En),
                (number, ParameterWeight, ParametersOf(skill)),
            ];
        });

    private static IEnumerable<(int Class, float Weight, string Text)> TextsOf(ImmutableArray<Scenario> scenarios, int first)
        => scenarios.SelectMany((scenario, index) => scenario.Examples.Zh.Concat(scenario.Examples.En).Select(example => (first + index, ExampleWeight, example)));

    /// <summary>What tells of agents as a whole and so of none of their skills, each with the number of the agent's first skill.</summary>
    private static IEnumerable<(int Class, float Weight, string Text)> TextsOfAgents(ManifestSet manifests)
    {
        var first = 0;
        foreach (var agent in manifests.Agents)
        {
            foreach (var text in (string[])[agent.Name.Zh, agent.Name.En, agent.Description.Zh, agent.Description.En])
            {
                yield return (first, AgentWeight, text);
            }

            first += agent.Skills.Count;
        }
    }

    private static (List<(ulong Feature, float Weight)> Features, List<(ulong Feature, float Weight)> Fields) FeaturesOf(string text, bool isBare, MentionReader mentions)
    {
        var folded = FoldedText.Fold(text);
        var found = Read(text, mentions);
        List<(ulong Feature, float Weight)> features = [], fields = [];
        Features.Read(folded, 0, folded.Length, isBare ? [.. found.Select(ToBare)] : found, features, fields);
        return (features, fields);
    }

    /// <summary>The class of each skill's agent, then those of talk and other requests; a scenario is an agent of its own.</summary>
    private static ImmutableArray<int> AgentsOf(ImmutableArray<SkillRef> skills)
    {
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        var agents = ImmutableArray.CreateBuilder<int>(skills.Length + 2);
        foreach (var skill in skills)
        {
            var agent = skill.Agent == Scenario.Agent ? skill.ToString() : skill.Agent;
            numbers.TryAdd(agent, numbers.Count);
            agents.Add(numbers[agent]);
        }

        agents.AddRange(numbers.Count, numbers.Count + 1);
        return agents.ToImmutable();
    }

    /// <summary>Which of the everyday texts none of the skills serves.</summary>
    private static bool[] AreUnserved(TextVectors vectors, int served, int skills)
    {
        var alone = LogisticLearning.Learn(vectors.Samples[..served], vectors.Features, skills, AlonePasses);
        return [.. vectors.Samples.Skip(served).Select(sample => BestOf(alone, sample, skills) < ServedFrom)];
    }

    private static bool HasAmounts(string text, MentionReader mentions) => Read(text, mentions).Any(static mention => mention.Value is NumberValue or MoneyValue);

    private static Mention ToBare(Mention mention) => mention.Value is NumberValue or MoneyValue ? mention with { Semantic = MentionKinds.Number } : mention;

    private static ImmutableArray<Mention> Read(string text, MentionReader mentions)
        => mentions.Read(FoldedText.Fold(text), new Utterance(text, "", TimeZoneInfo.Utc, DateTimeOffset.UnixEpoch));

    /// <summary>The id's words, and the names and descriptions of what a skill takes and gives.</summary>
    private static string ParametersOf(SkillManifest skill)
    {
        List<string> words = [skill.Id.Replace('_', ' ')];
        foreach (var schema in (ReadOnlySpan<JsonElement>)[skill.Input, skill.Output])
        {
            if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in properties.EnumerateObject())
                {
                    words.Add(Camel().Replace(property.Name, " ").Replace('_', ' '));
                    if (property.Value.ValueKind == JsonValueKind.Object && property.Value.TryGetProperty("description", out var description) && description.ValueKind == JsonValueKind.String)
                    {
                        words.Add(description.GetString()!);
                    }
                }
            }
        }

        return string.Join(". ", words);
    }

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex Camel();

    /// <summary>How much the skill that a text comes nearest to is for it.</summary>
    private static float BestOf(SparseWeights weights, Sample sample, int classes)
    {
        var sums = new float[classes];
        foreach (var (row, value) in sample.Values)
        {
            weights.AddRow(row, value, sums);
        }

        return classes == 0 ? float.MinValue : sums.Max();
    }
}
