using System.Collections.Frozen;

namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>
/// Words that mean nearly the same, of both languages, from <c>thesaurus.txt</c> and <c>fields.txt</c>. Examples are few, and people use other words than their authors: "how much" and 多少钱
/// have no letter in common with "price". The group that a word belongs to is a feature beside the word, so that what was learnt of one word holds for the others. It belongs to no agent.
/// A word of several groups ("match", "卡") counts less for each: all of them together say hardly more than one.
/// Latin words are known by their stems (<see cref="WordStem"/>); one that is not known at all is guessed (<see cref="UnknownWord"/>).
/// </summary>
internal sealed class Thesaurus
{
    /// <summary>Characters of the longest Chinese word, and Latin words of the longest phrase.</summary>
    private const int ChineseMax = 6, PhraseMax = 4;

    private readonly FrozenDictionary<string, WordGroup[]>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly UnknownWord _unknown;

    private Thesaurus(FrozenDictionary<string, WordGroup[]> groups)
    {
        _lookup = groups.GetAlternateLookup<ReadOnlySpan<char>>();
        _unknown = new UnknownWord(groups);
    }

    /// <summary>The one that is part of the program.</summary>
    public static Thesaurus Shared { get; } = new(ThesaurusFiles.Read());

    /// <summary>Adds the groups of the words in a part of a folded text, the longest word at each place.</summary>
    public void Read(string text, int start, int end, List<WordGroup> found)
    {
        for (var position = start; position < end;)
        {
            if (FoldedText.IsChinese(text[position]))
            {
                position += ReadChinese(text, position, end, found);
            }
            else if (IsLatin(text[position]))
            {
                position = ReadLatin(text, position, end, found);
            }
            else
            {
                position++;
            }
        }
    }

    private int ReadChinese(string text, int position, int end, List<WordGroup> found)
    {
        for (var length = Math.Min(ChineseMax, end - position); length > 0; length--)
        {
            if (_lookup.TryGetValue(text.AsSpan(position, length), out var groups))
            {
                Add(groups, length == 1, 1, found);
                return length;
            }
        }

        return 1;
    }

    /// <summary>The longest phrase that begins with the word here. Returns where the next word begins.</summary>
    private int ReadLatin(string text, int position, int end, List<WordGroup> found)
    {
        Span<char> phrase = stackalloc char[PhraseMax * (WordStem.LengthMax + 1)];
        Span<int> ends = stackalloc int[PhraseMax];
        Span<int> lengths = stackalloc int[PhraseMax];
        var (words, length) = (0, 0);
        for (var next = position; words < PhraseMax && next < end && IsLatin(text[next]);)
        {
            var wordEnd = EndOfWord(text, next, end);
            if (wordEnd - next > WordStem.LengthMax)
            {
                break;
            }

            if (words > 0)
            {
                phrase[length++] = ' ';
            }

            length += WordStem.Of(text.AsSpan(next, wordEnd - next), phrase[length..]).Length;
            (ends[words], lengths[words]) = (wordEnd, length);
            words++;
            if (wordEnd == end || text[wordEnd] is not (' ' or '-'))
            {
                break;
            }

            next = wordEnd + 1;
        }

        if (words == 0)
        {
            return EndOfWord(text, position, end);
        }

        for (var count = words; count > 0; count--)
        {
            if (_lookup.TryGetValue(phrase[..lengths[count - 1]], out var groups))
            {
                Add(groups, false, 1, found);
                return ends[count - 1];
            }
        }

        var (first, second, share) = _unknown.Guess(text.AsSpan(position, ends[0] - position), phrase[..lengths[0]]);
        Add(first, false, share, found);
        Add(second, false, share, found);
        return ends[0];
    }

    private static void Add(ReadOnlySpan<WordGroup> groups, bool isShort, float share, List<WordGroup> found)
    {
        foreach (var group in groups)
        {
            if (!found.Exists(known => known.Group == group.Group))
            {
                found.Add(group with { IsShort = isShort, Share = group.Share * share });
            }
        }
    }

    private static int EndOfWord(string text, int position, int end)
    {
        while (position < end && IsLatin(text[position]))
        {
            position++;
        }

        return position;
    }

    private static bool IsLatin(char character) => (char.IsLetterOrDigit(character) || character is '\'') && !FoldedText.IsChinese(character);
}

/// <summary>What a group of words is.</summary>
internal enum GroupKind
{
    /// <summary>Words that mean nearly the same, in the words of requests; two of them say more than each.</summary>
    Meaning,

    /// <summary>Words of one thing or deed, in language at large.</summary>
    Thing,

    /// <summary>All words of a field of life.</summary>
    Field,
}

/// <summary>A group that a word of a text belongs to.</summary>
/// <param name="Group">The group's hash.</param>
/// <param name="Kind">What the group is.</param>
/// <param name="IsShort">Whether the word is a single Chinese character, which says less.</param>
/// <param name="Share">How much of the word speaks for this group, more than 0 to 1.</param>
internal readonly record struct WordGroup(ulong Group, GroupKind Kind, bool IsShort, float Share);
