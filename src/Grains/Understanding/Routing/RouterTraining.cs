using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>
/// Learns a <see cref="Router"/> from manifests: multinomial logistic regression by a fixed number of passes in a fixed order, so that every silo learns the same weights from the same
/// manifests. A skill's examples count fully, its title and description less, what its parameters are called and mean least. Rare features count more (inverse document frequency).
/// An example with amounts or numbers of people is learnt a second time with bare numbers in their place, since people leave out the units.
/// A feature gets a weight for the classes that it occurs with and, in the first passes, for those that a sample with it was confused with.
/// </summary>
internal static partial class RouterTraining
{
    /// <summary>Passes over the samples, fewer of very many, so that hundreds of agents are learnt in seconds.</summary>
    private const int PassesMax = 40, PassesMin = 8, StepsMax = 400_000;

    /// <summary>Passes, after the first, in which confusions make new weights, and how likely a wrong class must be for it.</summary>
    private const int ConnectingPasses = 3;
    private const float ConfusedFrom = 0.03f;

    private const float FirstRate = 3f;
    private const float RateFalls = 0.08f;

    /// <summary>Weights shrink by this share of the rate at every pass: a feature seen once does not decide alone.</summary>
    private const float Shrink = 0.002f;

    private const float ExampleWeight = 1f, BareWeight = 0.5f;
    private const float TitleWeight = 0.6f, DescriptionWeight = 0.4f, ParameterWeight = 0.2f, AgentWeight = 0.3f;

    /// <summary>
    /// A text for what no skill serves is left out if the skills, learnt alone in a few passes, are this much for one of them: an agent for the weather takes the weather from the list.
    /// </summary>
    private const float ServedFrom = 2.4f;

    private const int AlonePasses = 10;

    private sealed record Sample(int Class, float Weight, (int Row, float Value)[] Values);

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
        texts.AddRange(OutOfScope.Talk.Select(text => (skills.Length, ExampleWeight, text)));
        texts.AddRange(OutOfScope.OtherRequests.Select(text => (skills.Length + 1, ExampleWeight, text)));

        var (rows, rarity, samples) = Weigh(texts, mentions);
        var alone = Learn(samples[..served], rows.Count, skills.Length, AlonePasses);
        samples = [.. samples.Take(served), .. samples.Skip(served).Where(sample => BestOf(alone, sample, skills.Length) < ServedFrom)];
        var weights = Learn(samples, rows.Count, skills.Length + 2, PassesMax);
        return new Router(skills, rows.ToFrozenDictionary(), rarity, weights, UnknownRarity(samples.Length));
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

    private static SparseWeights Learn(Sample[] samples, int features, int classes, int passesMax)
    {
        SparseWeights weights = new(features);
        foreach (var sample in samples)
        {
            foreach (var (row, _) in sample.Values)
            {
                weights.Connect(row, sample.Class);
            }
        }

        var scores = new float[classes];
        var order = Enumerable.Range(0, samples.Length).ToArray();
        var shuffle = 0x2545f4914f6cdd1dul;
        var passes = Math.Clamp(StepsMax / Math.Max(1, samples.Length), Math.Min(PassesMin, passesMax), passesMax);
        for (var pass = 0; pass < passes; pass++)
        {
            Shuffle(order, ref shuffle);
            var rate = FirstRate / (1 + (RateFalls * pass * PassesMax / passes));
            foreach (var index in order)
            {
                Step(samples[index], weights, scores, rate, isConnecting: pass is > 0 and <= ConnectingPasses);
            }

            weights.Shrink(1 - (rate * Shrink * PassesMax / passes));
        }

        return weights;
    }

    private static void Step(Sample sample, SparseWeights weights, float[] scores, float rate, bool isConnecting)
    {
        Array.Clear(scores);
        foreach (var (row, value) in sample.Values)
        {
            weights.AddRow(row, value, scores);
        }

        Router.ToProbabilities(scores);
        if (isConnecting)
        {
            Connect(sample, weights, scores);
        }

        scores[sample.Class] -= 1;
        var step = rate * sample.Weight;
        foreach (var (row, value) in sample.Values)
        {
            weights.Step(row, step * value, scores);
        }
    }

    private static void Connect(Sample sample, SparseWeights weights, float[] scores)
    {
        for (var other = 0; other < scores.Length; other++)
        {
            if (scores[other] > ConfusedFrom && other != sample.Class)
            {
                foreach (var (row, _) in sample.Values)
                {
                    weights.Connect(row, other);
                }
            }
        }
    }

    /// <summary>A fixed sequence: the order of samples decides the weights, and all silos must have the same.</summary>
    private static void Shuffle(int[] order, ref ulong state)
    {
        for (var index = order.Length - 1; index > 0; index--)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            var other = (int)(state % (ulong)(index + 1));
            (order[index], order[other]) = (order[other], order[index]);
        }
    }
}
