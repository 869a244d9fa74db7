using System.Collections.Frozen;
using System.Collections.Immutable;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>
/// Learns a <see cref="Router"/> from manifests: multinomial logistic regression by a fixed number of passes in a fixed order, so that every silo learns the same weights from the same
/// manifests. A skill's examples count fully, its title and description less. Rare features count more (inverse document frequency).
/// </summary>
internal static class RouterTraining
{
    private const int Passes = 40;
    private const float FirstRate = 3f;
    private const float RateFalls = 0.08f;

    /// <summary>Weights shrink by this share of the rate at every pass: a feature seen once does not decide alone.</summary>
    private const float Shrink = 0.002f;

    private const float ExampleWeight = 1f, TitleWeight = 0.6f, DescriptionWeight = 0.4f;

    /// <summary>A text for what no skill serves that is as like as this to some example is left out: a skill serves it after all.</summary>
    private const float ServedFrom = 0.3f;

    private sealed record Sample(int Class, float Weight, (int Row, float Value)[] Values);

    /// <summary>Learns from all skills.</summary>
    public static Router Train(ManifestSet manifests, MentionReader mentions)
    {
        var skills = manifests.Agents.SelectMany(static agent => agent.Skills.Select(skill => new SkillRef(agent.Id, skill.Id))).ToImmutableArray();
        List<(int Class, float Weight, string Text)> texts = [];
        var number = 0;
        foreach (var skill in manifests.Agents.SelectMany(static agent => agent.Skills))
        {
            texts.AddRange(skill.Examples.Zh.Concat(skill.Examples.En).Select(example => (number, ExampleWeight, example)));
            texts.AddRange([(number, TitleWeight, skill.Title.Zh), (number, TitleWeight, skill.Title.En)]);
            texts.AddRange([(number, DescriptionWeight, skill.Description.Zh), (number, DescriptionWeight, skill.Description.En)]);
            number++;
        }

        var served = texts.Count;
        texts.AddRange(OutOfScope.Talk.Select(text => (skills.Length, ExampleWeight, text)));
        texts.AddRange(OutOfScope.OtherRequests.Select(text => (skills.Length + 1, ExampleWeight, text)));

        var (rows, rarity, samples) = Weigh(texts, mentions);
        samples = [.. samples.Take(served), .. samples.Skip(served).Where(sample => !IsServed(sample, samples.AsSpan(0, served)))];
        var weights = Learn(samples, rows.Count, skills.Length + 2);
        return new Router(skills, rows.ToFrozenDictionary(), rarity, weights, UnknownRarity(samples.Length));
    }

    /// <summary>Turns texts into vectors of length one.</summary>
    private static (Dictionary<ulong, int> Rows, float[] Rarity, Sample[] Samples) Weigh(List<(int Class, float Weight, string Text)> texts, MentionReader mentions)
    {
        Dictionary<ulong, int> rows = [];
        List<int> occurrences = [];
        List<Dictionary<int, float>> counted = [];
        List<(ulong Feature, float Weight)> features = [];
        foreach (var (_, _, text) in texts)
        {
            var folded = FoldedText.Fold(text);
            features.Clear();
            Features.Read(folded, 0, folded.Length, mentions.Read(folded, new Utterance(text, "", TimeZoneInfo.Utc, DateTimeOffset.UnixEpoch)), features);
            Dictionary<int, float> counts = [];
            foreach (var (feature, weight) in features)
            {
                if (!rows.TryGetValue(feature, out var row))
                {
                    row = rows[feature] = rows.Count;
                    occurrences.Add(0);
                }

                if (!counts.TryAdd(row, weight))
                {
                    counts[row] += weight;
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

    private static bool IsServed(Sample sample, ReadOnlySpan<Sample> served)
    {
        var values = sample.Values.ToDictionary(static value => value.Row, static value => value.Value);
        foreach (var other in served)
        {
            float likeness = 0;
            foreach (var (row, value) in other.Values)
            {
                likeness += values.TryGetValue(row, out var own) ? own * value : 0;
            }

            if (likeness >= ServedFrom)
            {
                return true;
            }
        }

        return false;
    }

    private static float[] Learn(Sample[] samples, int features, int classes)
    {
        var stride = Router.StrideOf(classes);
        var weights = new float[(features + 1) * stride];
        var scores = new float[stride];
        var order = Enumerable.Range(0, samples.Length).ToArray();
        var shuffle = 0x2545f4914f6cdd1dul;
        for (var pass = 0; pass < Passes; pass++)
        {
            Shuffle(order, ref shuffle);
            var rate = FirstRate / (1 + (RateFalls * pass));
            foreach (var index in order)
            {
                Step(samples[index], weights, scores, features, classes, rate);
            }

            var keep = 1 - (rate * Shrink);
            foreach (ref var weight in weights.AsSpan())
            {
                weight *= keep;
            }
        }

        return weights;
    }

    private static void Step(Sample sample, float[] weights, float[] scores, int bias, int classes, float rate)
    {
        var stride = scores.Length;
        weights.AsSpan(bias * stride, stride).CopyTo(scores);
        foreach (var (row, value) in sample.Values)
        {
            Router.AddRow(scores, weights.AsSpan(row * stride, stride), value);
        }

        Router.ToProbabilities(scores.AsSpan(0, classes));
        scores.AsSpan(classes).Clear();
        scores[sample.Class] -= 1;
        var step = -rate * sample.Weight;
        foreach (var (row, value) in sample.Values)
        {
            Router.AddRow(weights.AsSpan(row * stride, stride), scores, step * value);
        }

        // The bias learns slowly: how many examples a skill has says little of how often it is wanted.
        Router.AddRow(weights.AsSpan(bias * stride, stride), scores, step * 0.02f);
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
