namespace OrleansAgents.Grains.Agents.Pay;

/// <summary>Splits an amount into shares that add up to it exactly: what does not divide is given out a fen each.</summary>
internal static class BillSplit
{
    /// <summary>Yuan that are split at most: more is no bill among friends.</summary>
    public const decimal AmountMax = 1_000_000m;

    /// <summary>People among whom a bill is split at most.</summary>
    public const int PeopleMax = 1_000;

    /// <summary>The shares, larger ones first; one or two groups.</summary>
    /// <param name="amount">Yuan, above 0, in whole fen.</param>
    public static IReadOnlyList<(int People, decimal Each)> Shares(decimal amount, int people)
    {
        var fen = (long)(amount * 100);
        var (each, left) = Math.DivRem(fen, people);
        return left == 0 ? [(people, each / 100m)] : [((int)left, (each + 1) / 100m), (people - (int)left, each / 100m)];
    }
}
