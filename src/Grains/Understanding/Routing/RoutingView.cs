using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>What was learnt to tell some classes apart: how much each known feature counts, and for which classes it speaks. Immutable.</summary>
/// <param name="rows">The row of each known feature.</param>
/// <param name="rarity">How much each known feature counts.</param>
/// <param name="unknownRarity">How much an unknown feature counts.</param>
/// <param name="weights">A row for each known feature.</param>
/// <param name="classes">How many classes there are.</param>
internal sealed class RoutingView(FrozenDictionary<ulong, int> rows, float[] rarity, float unknownRarity, SparseWeights weights, int classes)
{
    /// <summary>What speaks for each class.</summary>
    /// <param name="features">The features of a text, which are taken as a vector of length one.</param>
    /// <param name="known">Takes the part of that vector which is known.</param>
    public float[] Score(List<(ulong Feature, float Weight)> features, List<(int Row, float Value)> known)
    {
        float squares = 0;
        foreach (var (feature, weight) in features)
        {
            var isKnown = rows.TryGetValue(feature, out var row);
            var value = weight * (isKnown ? rarity[row] : unknownRarity);
            squares += value * value;
            if (isKnown)
            {
                known.Add((row, value));
            }
        }

        var scores = new float[classes];
        var length = MathF.Sqrt(squares);
        foreach (ref var value in CollectionsMarshal.AsSpan(known))
        {
            value.Value /= length;
            weights.AddRow(value.Row, value.Value, scores);
        }

        return scores;
    }
}
