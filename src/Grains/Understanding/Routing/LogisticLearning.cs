namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>
/// Multinomial logistic regression by a fixed number of passes in a fixed order, so that every silo learns the same weights from the same samples. A feature gets a weight for the classes
/// that it occurs with and, in the first passes, for those that a sample with it was confused with.
/// </summary>
internal static class LogisticLearning
{
    /// <summary>Passes over the samples, fewer of very many, so that hundreds of agents are learnt in seconds.</summary>
    public const int PassesMax = 40;

    private const int PassesMin = 8, StepsMax = 400_000;

    /// <summary>Passes, after the first, in which confusions make new weights, and how likely a wrong class must be for it.</summary>
    private const int ConnectingPasses = 3;
    private const float ConfusedFrom = 0.03f;

    private const float FirstRate = 3f;
    private const float RateFalls = 0.08f;

    /// <summary>Weights shrink by this share of the rate at every pass: a feature seen once does not decide alone.</summary>
    private const float Shrink = 0.002f;

    /// <summary>Learns which features speak for which classes.</summary>
    /// <param name="samples">Vectors of length one, with their classes.</param>
    /// <param name="features">How many features there are.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="passesMax">No more passes than these.</param>
    public static SparseWeights Learn(Sample[] samples, int features, int classes, int passesMax)
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

/// <summary>A text as a vector of length one.</summary>
/// <param name="Class">What it is an example of.</param>
/// <param name="Weight">How much it counts.</param>
/// <param name="Values">Features and their values, each feature once.</param>
internal sealed record Sample(int Class, float Weight, (int Row, float Value)[] Values);
