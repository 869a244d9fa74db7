namespace OrleansAgents.LoadTest;

/// <summary>
/// The numbers that an observer has not seen although later ones came. A gap is in order once a completed message says that its deltas lay
/// there; until then it is open.
/// </summary>
internal sealed class NumberGaps
{
    private readonly List<(long First, long Last)> _open = [];

    public IReadOnlyList<(long First, long Last)> Open => _open;

    public void Add(long first, long last) => _open.Add((first, last));

    /// <summary>Whether any number of a range is missing.</summary>
    public bool Touches(long first, long last) => _open.Any(gap => gap.First <= last && gap.Last >= first);

    /// <summary>The numbers of a range were folded away: what is missing of them is explained.</summary>
    public void Explain(long first, long last)
    {
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            var gap = _open[i];
            if (gap.First > last || gap.Last < first)
            {
                continue;
            }

            _open.RemoveAt(i);
            if (gap.First < first)
            {
                _open.Add((gap.First, first - 1));
            }

            if (gap.Last > last)
            {
                _open.Add((last + 1, gap.Last));
            }
        }
    }
}
