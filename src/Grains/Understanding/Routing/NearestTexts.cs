namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>Says how like a text is to the one of many that it is most like. Immutable.</summary>
internal sealed class NearestTexts
{
    private readonly (int Text, float Value)[][] _texts;
    private readonly int _count;

    /// <summary>Takes vectors of length one.</summary>
    /// <param name="samples">The texts.</param>
    /// <param name="features">How many features there are.</param>
    public NearestTexts(IReadOnlyList<Sample> samples, int features)
    {
        var texts = new List<(int Text, float Value)>?[features];
        for (var text = 0; text < samples.Count; text++)
        {
            foreach (var (row, value) in samples[text].Values)
            {
                (texts[row] ??= []).Add((text, value));
            }
        }

        _texts = [.. texts.Select(static list => list?.ToArray() ?? [])];
        _count = samples.Count;
    }

    /// <summary>The cosine of the angle to the nearest text, 0 to 1 for a vector of length one.</summary>
    public float Likeness(ReadOnlySpan<(int Row, float Value)> values)
    {
        Span<float> sums = _count <= 1024 ? stackalloc float[_count] : new float[_count];
        sums.Clear();
        foreach (var (row, value) in values)
        {
            foreach (var (text, weight) in _texts[row])
            {
                sums[text] += value * weight;
            }
        }

        float most = 0;
        foreach (var sum in sums)
        {
            most = MathF.Max(most, sum);
        }

        return most;
    }
}
