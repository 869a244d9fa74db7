using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>
/// Learns a <see cref="Router"/> from manifests (<see cref="LogisticLearning"/>), twice from the same texts: once which skill, once which agent. What is said of one skill of an agent tells
/// of its trade, and so of the others; with a handful of examples a skill, most of what is known of a word is known of the trade.
/// A skill's examples count fully, its title and description less, what its parameters are called and mean least. Rare features count more (inverse document frequency).
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
        List<(int Class, float Weight, string Text)> texts = [];
        var number = 0;
        foreach (var (agent, skill) in manifests.Agents.SelectMany(static agent => agent.Skills.Select(skill => (agent, skill))))
        {
            texts.AddRange([(number, AgentWeight, $"{agent.Name.Zh}：{skill.Title.Zh}"), (number, AgentWeight, $"{agent.Name.En}: {skill.Title.En}")]);
            texts.AddRange(skill.Examples.Zh.Concat(skill.Examples.En).Select(example => (number, ExampleWeight, example)));
            texts.AddRange(skill.Examples.Zh.Concat(skill.Examples.En).Where(example => HasAmounts(example, mentions)).Select(example => (number, BareWeight, example)));
            texts.AddRange([(number, TitleWeight, skill.Title.Zh), (number, TitleWeight, skill.Title.En)]);
            texts.AddRange([(number, DescriptionWeight, skill.Description.Zh), (number, DescriptionWeight, skill.Description.En)]);
            texts.Add((number, ParameterWeight, ParametersOf(skill)));
            number++;
        }

        foreach (var scenario in scenarios)
        {
            texts.AddRange(scenario.Examples.Zh.Concat(scenario.Examples.En).Select(example => (number, ExampleWeight, example)));
            number++;
        }

        var served = texts.Count;
        texts.AddRange(EverydayTexts.Talk.Select(text => (skills.Length, ExampleWeight, text)));
        texts.AddRange(EverydayTexts.Requests.Select(text => (skills.Length + 1, ExampleWeight, text)));

        var (rows, rarity, samples) = Weigh(texts, mentions);
        var unserved = Unserved(samples, served, rows.Count, skills.Length);
        samples = [.. samples.AsSpan(0, served), .. unserved];
        var agents = AgentsOf(skills);
        return new Router(
            skills, agents, rows.ToFrozenDictionary(), rarity, UnknownRarity(samples.Length),
            LogisticLearning.Learn(samples, rows.Count, skills.Length + 2, LogisticLearning.PassesMax),
            LogisticLearning.Learn([.. samples.Select(sample => sample with { Class = agents[sample.Class] })], rows.Count, agents[^1] + 1, AgentPasses),
            new NearestTexts(unserved, rows.Count), served);
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

    /// <summary>The everyday texts that none of the skills serves, each as heavy as their number allows.</summary>
    private static Sample[] Unserved(Sample[] samples, int served, int features, int skills)
    {
        var alone = LogisticLearning.Learn(samples[..served], features, skills, AlonePasses);
        Sample[] unserved = [.. samples.Skip(served).Where(sample => BestOf(alone, sample, skills) < ServedFrom)];
        var weight = Math.Min(1, EverydayShare * samples.Take(served).Sum(static sample => sample.Weight) / unserved.Sum(static sample => sample.Weight));
        return [.. unserved.Select(sample => sample with { Weight = sample.Weight * weight })];
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

    /// <summary>Turns texts into vectors of length one.</summary>
    private static (Dictionary<ulong, int> Rows, float[] Rarity, Sample[] Samples) Weigh(List<(int Class, float Weight, string Text)> texts, MentionReader mentions)
    {
        Dictionary<ulong, int> rows = [];
        List<int> occurrences = [];
        List<Dictionary<int, float>> counted = [];
        List<(ulong Feature, float Weight)> features = [];
        foreach (var (_, weight, text) in texts)
        {
            var folded = FoldedText.Fold(text);
            features.Clear();
            var found = Read(text, mentions);
            Features.Read(folded, 0, folded.Length, weight == BareWeight ? [.. found.Select(ToBare)] : found, features);
            Dictionary<int, float> counts = [];
            foreach (var (feature, value) in features)
            {
                if (!rows.TryGetValue(feature, out var row))
                {
                    row = rows[feature] = rows.Count;
                    occurrences.Add(0);
                }

                if (!counts.TryAdd(row, value))
                {
                    counts[row] += value;
                }
                else
                {
                    occurrences[row]++;
                }
            }

            counted.Add(counts);
        }

        var rarity = occurrences.Select(occurs => MathF.Log(1 + ((float)texts.Count / occurs))).ToArray();
        var samples = new Sample[texts.Count];
        for (var index = 0; index < samples.Length; index++)
        {
            var values = counted[index].OrderBy(static pair => pair.Key).Select(pair => (Row: pair.Key, Value: pair.Value * rarity[pair.Key])).ToArray();
            var length = MathF.Sqrt(values.Sum(static value => value.Value * value.Value));
            samples[index] = new Sample(texts[index].Class, texts[index].Weight, [.. values.Select(value => (value.Row, value.Value / length))]);
        }

        return (rows, rarity, samples);
    }

    /// <summary>An unknown feature is about as rare as one that was seen once in all the texts, but says less: half.</summary>
    private static float UnknownRarity(int texts) => MathF.Log(1 + texts) * 0.5f;

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
