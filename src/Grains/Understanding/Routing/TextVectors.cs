using System.Collections.Frozen;

namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>Texts as vectors of length one, made from their features. Rare features count more (inverse document frequency).</summary>
internal sealed class TextVectors
{
    private readonly Dictionary<ulong, int> _rows = [];
    private readonly float[] _rarity;

    /// <summary>Takes the features of each text, with the text's class and weight.</summary>
    public TextVectors(IReadOnlyList<(int Class, float Weight, List<(ulong Feature, float Weight)> Features)> texts)
    {
        List<int> occurrences = [];
        List<Dictionary<int, float>> counted = new(texts.Count);
        foreach (var (_, _, features) in texts)
        {
            counted.Add(Count(features, occurrences));
        }

        _rarity = [.. occurrences.Select(occurs => MathF.Log(1 + ((float)texts.Count / occurs)))];
        Samples = [.. texts.Select((text, index) => new Sample(text.Class, text.Weight, ToVector(counted[index])))];
    }

    /// <summary>The vectors, in the texts' order.</summary>
    public Sample[] Samples { get; }

    /// <summary>How many features there are.</summary>
    public int Features => _rows.Count;

    /// <summary>What was learnt of these features.</summary>
    /// <param name="weights">A row for each feature.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="texts">Of how many texts it was learnt: an unknown feature is about as rare as one that was seen once in all of them, but says less: half.</param>
    public RoutingView ToView(SparseWeights weights, int classes, int texts) => new(_rows.ToFrozenDictionary(), _rarity, MathF.Log(1 + texts) * 0.5f, weights, classes);

    private Dictionary<int, float> Count(List<(ulong Feature, float Weight)> features, List<int> occurrences)
    {
        Dictionary<int, float> counts = [];
        foreach (var (feature, value) in features)
        {
            if (!_rows.TryGetValue(feature, out var row))
            {
                row = _rows[feature] = _rows.Count;
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

        return counts;
    }

    private (int Row, float Value)[] ToVector(Dictionary<int, float> counts)
    {
        var values = counts.OrderBy(static pair => pair.Key).Select(pair => (Row: pair.Key, Value: pair.Value * _rarity[pair.Key])).ToArray();
        var length = MathF.Sqrt(values.Sum(static value => value.Value * value.Value));
        return [.. values.Select(value => (value.Row, value.Value / length))];
    }
}
