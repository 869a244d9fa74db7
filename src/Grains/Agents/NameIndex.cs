using System.Collections.Frozen;
using System.Text;

namespace OrleansAgents.Grains.Agents;

/// <summary>
/// Finds things by the names that people use, in Chinese and English: by a whole name, by a part of one, within a sentence, or by likeness. Immutable.
/// Names are compared without case, apostrophes and the spaces around Chinese characters.
/// </summary>
internal sealed class NameIndex<T>
    where T : class
{
    /// <summary>Characters of a sentence that are searched; a longer one is cut. Searching is linear in it, and nobody names a place after two pages.</summary>
    private const int SentenceCharactersMax = 1_000;

    /// <summary>Characters of a name that likeness is computed for; it is quadratic.</summary>
    private const int LikenessCharactersMax = 60;

    /// <summary>Names less alike than this are not worth asking "did you mean".</summary>
    private const double LikenessMin = 0.4;

    private readonly FrozenDictionary<string, T[]> _byName;
    private readonly (string Name, T[] Things)[] _longestFirst;

    /// <param name="things">Better known ones first: so they come out among several of one name.</param>
    /// <param name="names">All names of a thing.</param>
    public NameIndex(IEnumerable<T> things, Func<T, IEnumerable<string>> names)
    {
        _byName = things
            .SelectMany(thing => names(thing).Select(Fold).Distinct().Select(name => (Name: name, Thing: thing)))
            .GroupBy(static pair => pair.Name, static pair => pair.Thing)
            .ToFrozenDictionary(static group => group.Key, static group => group.ToArray());
        _longestFirst = [.. _byName.Select(static pair => (pair.Key, pair.Value)).OrderByDescending(static pair => pair.Key.Length).ThenBy(static pair => pair.Key, StringComparer.Ordinal)];
    }

    /// <summary>Everything that has exactly this name.</summary>
    public IReadOnlyList<T> Named(string name) => _byName.TryGetValue(Fold(name), out var things) ? things : [];

    /// <summary>The best known thing that has exactly this name; null if nothing has.</summary>
    public T? FirstNamed(string name) => Named(name) is [var first, ..] ? first : null;

    /// <summary>Everything whose name holds this part; things with the shortest names first, since more of them is said.</summary>
    public IEnumerable<T> WithPart(string part)
    {
        var folded = Fold(part);
        return folded.Length < 2
            ? []
            : _longestFirst.Where(entry => entry.Name.Contains(folded, StringComparison.Ordinal)).Reverse().SelectMany(static entry => entry.Things).Distinct();
    }

    /// <summary>Everything that is named in a sentence, in its order. Where one name lies within another, only the longer counts; a Latin name must be whole words.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<T> Things)> In(string sentence)
    {
        var folded = Fold(sentence.Length <= SentenceCharactersMax ? sentence : sentence[..SentenceCharactersMax]);
        var taken = new bool[folded.Length];
        var found = new List<(int At, string Name, T[] Things)>();
        foreach (var (name, things) in _longestFirst)
        {
            for (var at = folded.IndexOf(name, StringComparison.Ordinal); at >= 0; at = at + 1 < folded.Length ? folded.IndexOf(name, at + 1, StringComparison.Ordinal) : -1)
            {
                if (!taken[at] && !taken[at + name.Length - 1] && IsWhole(folded, at, name.Length))
                {
                    taken.AsSpan(at, name.Length).Fill(true);
                    found.Add((at, name, things));
                }
            }
        }

        return [.. found.OrderBy(static entry => entry.At).Select(static entry => (entry.Name, (IReadOnlyList<T>)entry.Things))];
    }

    /// <summary>The things whose names are most like a name that nothing has; best first, at most three, none if nothing is near.</summary>
    public IReadOnlyList<T> Like(string name)
    {
        var folded = Fold(name);
        if (folded.Length is 0 or > LikenessCharactersMax)
        {
            return [];
        }

        return [.. _longestFirst
            .Select(entry => (entry.Things, Likeness: Likeness(folded, entry.Name)))
            .Where(static entry => entry.Likeness >= LikenessMin)
            .OrderByDescending(static entry => entry.Likeness)
            .SelectMany(static entry => entry.Things)
            .Distinct()
            .Take(3)];
    }

    /// <summary>The form in which names are compared.</summary>
    internal static string Fold(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var typed in name)
        {
            // Full-width letters and digits, as Chinese input methods write them.
            var character = typed is >= '！' and <= '～' ? (char)(typed - '！' + '!') : typed;
            if (char.IsWhiteSpace(character) || character is '-' or '–')
            {
                if (folded.Length > 0 && char.IsAscii(folded[^1]) && folded[^1] != ' ')
                {
                    folded.Append(' ');
                }
            }
            else if (character is not ('\'' or '’' or '‘' or '·'))
            {
                if (!char.IsAscii(character) && folded.Length > 0 && folded[^1] == ' ')
                {
                    folded.Length--;
                }

                folded.Append(char.ToLowerInvariant(character));
            }
        }

        return folded.ToString().TrimEnd(' ');
    }

    private static bool IsWhole(string text, int at, int length)
        => !(char.IsAsciiLetterOrDigit(text[at]) && at > 0 && char.IsAsciiLetterOrDigit(text[at - 1]))
            && !(char.IsAsciiLetterOrDigit(text[at + length - 1]) && at + length < text.Length && char.IsAsciiLetterOrDigit(text[at + length]));

    /// <summary>0 to 1: the better of few edits and many shared characters. Short Chinese names differ by order and by one character, Latin ones by typing mistakes.</summary>
    private static double Likeness(string left, string right)
    {
        if (right.Length > LikenessCharactersMax)
        {
            return 0;
        }

        var edits = 1 - ((double)Edits(left, right) / Math.Max(left.Length, right.Length));
        if (left.Any(char.IsAsciiLetter) || right.Any(char.IsAsciiLetter))
        {
            return edits;
        }

        var shared = left.Distinct().Count(right.Contains);
        return Math.Max(edits, 2.0 * shared / (left.Length + right.Length));
    }

    private static int Edits(string left, string right)
    {
        Span<int> row = stackalloc int[right.Length + 1];
        for (var column = 0; column < row.Length; column++)
        {
            row[column] = column;
        }

        for (var line = 1; line <= left.Length; line++)
        {
            var diagonal = row[0];
            row[0] = line;
            for (var column = 1; column < row.Length; column++)
            {
                var above = row[column];
                row[column] = Math.Min(Math.Min(above, row[column - 1]) + 1, diagonal + (left[line - 1] == right[column - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[right.Length];
    }
}
