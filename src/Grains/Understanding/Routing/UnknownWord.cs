using System.Collections.Frozen;

namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>
/// Guesses the groups of a Latin word that the thesaurus does not have: those of the word that it is derived from ("unlocking", "installation"), of the two that it is made of ("snowplough"),
/// or of one that it differs from in a letter ("apointment"), the surest guess first. Words that are known are never guessed at, so "shower" has nothing to do with "show". The places in
/// which a letter may be wrong times the alphabet are some hundred looks into a table, a few microseconds, and only for words of which nothing is known.
/// </summary>
internal sealed class UnknownWord(FrozenDictionary<string, WordGroup[]> groups)
{
    /// <summary>Letters that a guess must rest on, and those of a word that may be misspelt: short ones are like many others.</summary>
    private const int BaseMin = 4, PartMin = 3, MisspeltMin = 6;

    /// <summary>How much what is less than sure counts.</summary>
    private const float Guessed = 0.7f;

    /// <summary>Longest first, so that "installation" is not "installat".</summary>
    private static readonly string[] Suffixes =
    [
        "ization", "isation", "ation", "ition", "ement", "ment", "ness", "able", "ible", "ance", "ence", "ship", "less", "ful", "ing", "ist", "ian", "ery", "ity", "ive", "ion", "ers", "er", "or", "ly", "al", "en",
        "ed", "y",
    ];

    private static readonly string[] Prefixes = ["under", "over", "multi", "micro", "mini", "un", "re", "pre", "mis", "dis", "non", "out"];

    private readonly FrozenDictionary<string, WordGroup[]>.AlternateLookup<ReadOnlySpan<char>> _groups = groups.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The groups of one word or of two, and how much they count; none if there is no guess.</summary>
    /// <param name="word">The word as it stands.</param>
    /// <param name="stem">Its stem.</param>
    public (WordGroup[] First, WordGroup[] Second, float Share) Guess(ReadOnlySpan<char> word, ReadOnlySpan<char> stem)
    {
        if (stem.Length <= BaseMin || word.Length > WordStem.LengthMax || word.ContainsAnyInRange('0', '9'))
        {
            return ([], [], 0);
        }

        if (Derived(word) is { } derived)
        {
            return (derived, [], 1);
        }

        return Compound(word) is var (first, second) ? (first, second, Guessed) : (Misspelt(stem) ?? [], [], Guessed);
    }

    private WordGroup[]? Derived(ReadOnlySpan<char> word)
    {
        foreach (var suffix in Suffixes)
        {
            if (word.Length >= suffix.Length + BaseMin && word.EndsWith(suffix, StringComparison.Ordinal) && Of(word[..^suffix.Length]) is { } found)
            {
                return found;
            }
        }

        foreach (var prefix in Prefixes)
        {
            if (word.Length >= prefix.Length + BaseMin && word.StartsWith(prefix, StringComparison.Ordinal) && Of(word[prefix.Length..]) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private (WordGroup[] First, WordGroup[] Second)? Compound(ReadOnlySpan<char> word)
    {
        for (var at = PartMin; at <= word.Length - PartMin; at++)
        {
            if (Of(word[..at]) is { } first && Of(word[at..]) is { } second)
            {
                return (first, second);
            }
        }

        return null;
    }

    /// <summary>A word with one letter more, less, other or in another place; the first letter is seldom wrong.</summary>
    private WordGroup[]? Misspelt(ReadOnlySpan<char> stem)
    {
        if (stem.Length < MisspeltMin)
        {
            return null;
        }

        Span<char> room = stackalloc char[WordStem.LengthMax + 1];
        for (var at = 1; at <= stem.Length; at++)
        {
            stem[..at].CopyTo(room);
            stem[at..].CopyTo(room[(at + 1)..]);
            if (WithAnyLetter(room[..(stem.Length + 1)], at) is { } longer)
            {
                return longer;
            }

            if (at == stem.Length)
            {
                break;
            }

            stem[(at + 1)..].CopyTo(room[at..]);
            if (_groups.TryGetValue(room[..(stem.Length - 1)], out var shorter))
            {
                return shorter;
            }

            stem.CopyTo(room);
            (room[at], room[Math.Min(at + 1, stem.Length - 1)]) = (room[Math.Min(at + 1, stem.Length - 1)], room[at]);
            if (_groups.TryGetValue(room[..stem.Length], out var swapped))
            {
                return swapped;
            }

            stem.CopyTo(room);
            if (WithAnyLetter(room[..stem.Length], at) is { } other)
            {
                return other;
            }
        }

        return null;
    }

    private WordGroup[]? WithAnyLetter(Span<char> word, int at)
    {
        for (var letter = 'a'; letter <= 'z'; letter++)
        {
            word[at] = letter;
            if (_groups.TryGetValue(word, out var found))
            {
                return found;
            }
        }

        return null;
    }

    private WordGroup[]? Of(ReadOnlySpan<char> word)
    {
        Span<char> room = stackalloc char[WordStem.LengthMax];
        return _groups.TryGetValue(WordStem.Of(word, room), out var found) ? found : null;
    }
}
