using System.Text.RegularExpressions;

namespace OrleansAgents.Runtime.Tests.ApiContract;

/// <summary>How a difference from Orleans looks to code that was written for Orleans.</summary>
internal enum DifferenceKind
{
    Missing,
    Different,
}

/// <summary>One difference, found by comparison.</summary>
internal sealed record Difference(DifferenceKind Kind, string Symbol, string Detail)
{
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} | {Symbol} | {Detail}";
}

/// <summary>One line of the committed list: a kind, a symbol that may contain the wildcard '*', and the reason.</summary>
internal sealed partial record AllowedDifference(DifferenceKind Kind, string Symbol, string Reason)
{
    private readonly Regex _pattern = new($"^{Regex.Escape(Symbol).Replace(@"\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant);

    public bool Covers(Difference difference) => Kind == difference.Kind && _pattern.IsMatch(difference.Symbol);

    /// <summary>Reads the list: blank lines and those that start with '#' are comments.</summary>
    public static IReadOnlyList<AllowedDifference> Parse(IEnumerable<string> lines) =>
        [.. lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Select(ParseLine)];

    private static AllowedDifference ParseLine(string line)
    {
        var parts = line.Split(" | ", StringSplitOptions.TrimEntries);
        if (parts.Length != 3 || parts[2].Length == 0 || !Enum.TryParse<DifferenceKind>(parts[0], ignoreCase: true, out var kind))
            throw new FormatException($"'{line}' is not a line of the list: 'missing | symbol | reason' or 'different | symbol | reason' is needed.");
        return new AllowedDifference(kind, parts[1], parts[2]);
    }
}

/// <summary>Compares two surfaces: everything in <paramref name="theirs"/> must be in ours. Ours may have more.</summary>
internal static class Comparison
{
    public static IEnumerable<Difference> Of(ApiSurface theirs, ApiSurface ours)
    {
        foreach (var type in theirs.Types.Values.OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            if (!ours.Types.TryGetValue(type.Name, out var match))
            {
                yield return new Difference(DifferenceKind.Missing, type.Name, type.Declaration);
                continue;
            }

            if (match.Declaration != type.Declaration) yield return new Difference(DifferenceKind.Different, type.Name, $"'{type.Declaration}' there, '{match.Declaration}' here");
            foreach (var missing in type.Bases.Except(match.Bases).Order(StringComparer.Ordinal))
                yield return new Difference(DifferenceKind.Missing, $"{type.Name} : {missing}", "base");
            foreach (var (symbol, text) in type.Members.OrderBy(member => member.Key, StringComparer.Ordinal))
            {
                if (!match.Members.TryGetValue(symbol, out var mine)) yield return new Difference(DifferenceKind.Missing, symbol, text);
                else if (mine != text) yield return new Difference(DifferenceKind.Different, symbol, $"'{text}' there, '{mine}' here");
            }
        }
    }
}
