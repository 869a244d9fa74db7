namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>Weights of features for classes: each row holds the classes that its feature speaks for or against, and no others.</summary>
internal sealed class SparseWeights(int rows)
{
    private readonly (int[] Classes, float[] Weights, int Count)[] _rows = NewRows(rows);

    /// <summary>Makes room for a class in a row, if there is none yet.</summary>
    public void Connect(int row, int @class)
    {
        ref var entry = ref _rows[row];
        if (entry.Classes.AsSpan(0, entry.Count).Contains(@class))
        {
            return;
        }

        if (entry.Count == entry.Classes.Length)
        {
            var size = Math.Max(2, entry.Count * 2);
            Array.Resize(ref entry.Classes, size);
            Array.Resize(ref entry.Weights, size);
        }

        entry.Classes[entry.Count++] = @class;
    }

    /// <summary>Adds a row to the classes' sums, scaled.</summary>
    public void AddRow(int row, float scale, Span<float> sums)
    {
        var (classes, weights, count) = _rows[row];
        for (var index = 0; index < count; index++)
        {
            sums[classes[index]] += weights[index] * scale;
        }
    }

    /// <summary>Moves a row's weights against the classes' gradient.</summary>
    public void Step(int row, float scale, ReadOnlySpan<float> gradient)
    {
        var (classes, weights, count) = _rows[row];
        for (var index = 0; index < count; index++)
        {
            weights[index] -= scale * gradient[classes[index]];
        }
    }

    /// <summary>Shrinks all weights.</summary>
    public void Shrink(float keep)
    {
        foreach (var (_, weights, count) in _rows)
        {
            foreach (ref var weight in weights.AsSpan(0, count))
            {
                weight *= keep;
            }
        }
    }

    private static (int[] Classes, float[] Weights, int Count)[] NewRows(int rows)
    {
        var made = new (int[] Classes, float[] Weights, int Count)[rows];
        Array.Fill(made, ([], [], 0));
        return made;
    }
}
