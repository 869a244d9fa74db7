using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>
/// Everyday words that mean nearly the same, of both languages, from <c>thesaurus.txt</c>. Examples are few, and people use other words than their authors: "how much" and 多少钱 have no
/// letter in common with "price". The group that a word belongs to is a feature beside the word, so that what was learnt of one word holds for the others. It belongs to no agent.
/// A word of several groups ("match", "卡") counts less for each: all of them together say hardly more than one.
/// </summary>
internal sealed class Thesaurus
{
    /// <summary>Characters of the longest Chinese word, and Latin words of the longest phrase.</summary>
    private const int ChineseMax = 6, PhraseMax = 4;

    private readonly FrozenDictionary<string, ulong[]> _groups;
    private readonly FrozenDictionary<string, ulong[]>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    private Thesaurus(Dictionary<string, List<ulong>> groups)
    {
        _groups = groups.ToFrozenDictionary(static pair => pair.Key, static pair => pair.Value.ToArray(), StringComparer.Ordinal);
        _lookup = _groups.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The one that is part of the program.</summary>
    public static Thesaurus Shared { get; } = Load();

    /// <summary>Adds the groups of the words in a part of a folded text, the longest word at each place.</summary>
    public void Read(string text, int start, int end, List<WordGroup> found)
    {
        for (var position = start; position < end;)
        {
            if (FoldedText.IsChinese(text[position]))
            {
                position += ReadChinese(text, position, end, found);
            }
            else if (char.IsLetterOrDigit(text[position]))
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
                Add(groups, length == 1, found);
                return length;
            }
        }

        return 1;
    }

    /// <summary>The longest phrase that begins with the word here, as it stands or, for its last word, without an ending. Returns where the next word begins.</summary>
    private int ReadLatin(string text, int position, int end, List<WordGroup> found)
    {
        Span<int> ends = stackalloc int[PhraseMax];
        var words = 0;
        for (var next = position; words < PhraseMax && next < end && IsLatin(text[next]);)
        {
            while (next < end && IsLatin(text[next]))
            {
                next++;
            }

            ends[words++] = next;
            next += next < end && text[next] == ' ' ? 1 : 0;
        }

        for (var count = words; count > 0; count--)
        {
            var phrase = text.AsSpan(position, ends[count - 1] - position);
            if (Find(phrase) is { } groups)
            {
                Add(groups, false, found);
                return ends[count - 1];
            }
        }

        return ends[0];
    }

    private ulong[]? Find(ReadOnlySpan<char> phrase)
    {
        if (_lookup.TryGetValue(phrase, out var groups))
        {
            return groups;
        }

        foreach (var ending in (ReadOnlySpan<string>)["s", "es", "ed", "ing", "d", "er", "'s"])
        {
            if (phrase.Length > ending.Length + 2 && phrase.EndsWith(ending, StringComparison.Ordinal))
            {
                var stem = phrase[..^ending.Length];
                if (_lookup.TryGetValue(stem, out groups))
                {
                    return groups;
                }

                // "cancelling", "booking", "hiring".
                if (ending is "ing" or "ed" && ((stem[^1] == stem[^2] && _lookup.TryGetValue(stem[..^1], out groups)) || _lookup.TryGetValue($"{stem}e", out groups)))
                {
                    return groups;
                }
            }
        }

        return null;
    }

    private static void Add(ulong[] groups, bool isShort, List<WordGroup> found)
    {
        var share = 1 / MathF.Sqrt(groups.Length);
        foreach (var group in groups)
        {
            if (!found.Exists(known => known.Group == group))
            {
                found.Add(new WordGroup(group, isShort, share));
            }
        }
    }

    private static bool IsLatin(char character) => (char.IsLetterOrDigit(character) || character is '\'' or '-') && !FoldedText.IsChinese(character);

    private static Thesaurus Load()
    {
        const string Name = "OrleansAgents.Grains.Understanding.Routing.thesaurus.txt";
        using var stream = typeof(Thesaurus).Assembly.GetManifestResourceStream(Name) ?? throw new InvalidOperationException($"The assembly holds no file '{Name}'; Grains.csproj embeds it.");
        using StreamReader reader = new(stream);
        Dictionary<string, List<ulong>> groups = new(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line.Length == 0 || line[0] == '#' || colon < 0)
            {
                continue;
            }

            var group = Features.HashOf($"group {line[..colon]}");
            foreach (var word in line[(colon + 1)..].Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, FoldedText.Fold(word), out _);
                entry ??= [];
                if (!entry.Contains(group))
                {
                    entry.Add(group);
                }
            }
        }

        return new Thesaurus(groups);
    }
}

/// <summary>A group that a word of a text belongs to.</summary>
/// <param name="Group">The group's hash.</param>
/// <param name="IsShort">Whether the word is a single Chinese character, which says less.</param>
/// <param name="Share">How much of the word speaks for this group, more than 0 to 1.</param>
internal readonly record struct WordGroup(ulong Group, bool IsShort, float Share);
