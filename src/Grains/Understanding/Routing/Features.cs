using System.Collections.Immutable;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>
/// What a router sees of a text. Units are Chinese characters, the stems of Latin words, and mentions, which count as their type alone: a router that has learnt "怎么做 Dish" knows it of
/// every dish. Features are runs of one to three units, runs of three characters within Latin words, for endings and misspellings, the groups of the <see cref="Thesaurus"/> that words
/// belong to, and pairs of such groups in any order ("cancel" and "hotel"). Each is a 64-bit hash of what it is made of, the same in every process and on every machine.
/// </summary>
internal static class Features
{
    /// <summary>A longer text is judged by its beginning; the work is bounded.</summary>
    private const int UnitsMax = 256;

    private const ulong Seed = 0xcbf29ce484222325;

    /// <summary>How much a feature of each kind counts before its rarity does.</summary>
    private const float CharacterWeight = 0.7f, WordWeight = 1f, PairWeight = 1f, TripleWeight = 0.7f, PieceWeight = 0.4f, GroupWeight = 1.1f, ShortGroupWeight = 0.5f, GroupPairWeight = 0.8f,
        ThingWeight = 0.75f, ShortThingWeight = 0.34f;

    /// <summary>What a Chinese character says, where a Latin word says one.</summary>
    private const float SaidByCharacter = 0.5f;

    /// <summary>Groups that are paired; a text of more is no request.</summary>
    private const int GroupsMax = 8;

    /// <summary>Adds the features of a part of a folded text, each with its weight; a feature that occurs twice is added twice.</summary>
    /// <param name="text">The whole folded text.</param>
    /// <param name="start">Where the part begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="mentions">The mentions of the whole text, in its order.</param>
    /// <param name="features">Takes the features.</param>
    /// <param name="fields">Takes the fields of life that the words belong to: they tell one trade from another, not what is asked of it.</param>
    public static void Read(string text, int start, int end, ImmutableArray<Mention> mentions, List<(ulong Feature, float Weight)> features, List<(ulong Feature, float Weight)> fields)
    {
        AddGroups(text, start, end, features, fields);
        ulong before = 0, beforeThat = 0, coarseBefore = 0;
        var next = 0;
        var units = 0;
        Span<char> stem = stackalloc char[WordStem.LengthMax];
        for (var position = start; position < end && units < UnitsMax;)
        {
            while (next < mentions.Length && mentions[next].Start < position)
            {
                next++;
            }

            ulong unit, coarse;
            float weight;
            if (next < mentions.Length && mentions[next].Start == position && mentions[next].End <= end)
            {
                unit = coarse = Hash(Hash(Seed, '<'), mentions[next].Semantic);
                if (mentions[next].Value is NumberValue or MoneyValue)
                {
                    // Whether 360 is money or people is often not said; that it is an amount of something is.
                    coarse = Hash(Seed, '#');
                    features.Add((coarse, CharacterWeight));
                }

                weight = WordWeight;
                position = mentions[next].End;
            }
            else if (FoldedText.IsChinese(text[position]))
            {
                unit = coarse = Hash(Seed, text[position]);
                weight = CharacterWeight;
                position++;
            }
            else if (char.IsLetterOrDigit(text[position]))
            {
                var wordEnd = EndOfWord(text, position, end, next < mentions.Length ? mentions[next].Start : end);
                var word = text.AsSpan(position, wordEnd - position);
                unit = coarse = Hash(Hash(Seed, ' '), WordStem.Of(word, stem));
                weight = WordWeight;
                AddPieces(word, features);
                position = wordEnd;
            }
            else
            {
                position++;
                continue;
            }

            features.Add((unit, weight));
            if (before != 0)
            {
                features.Add((Mix(before, unit), PairWeight));
            }

            if (beforeThat != 0)
            {
                features.Add((Mix(Mix(beforeThat, before), unit), TripleWeight));
            }

            if (coarseBefore != 0 && (coarseBefore != before || coarse != unit))
            {
                features.Add((Mix(coarseBefore, coarse), CharacterWeight));
            }

            (beforeThat, before, coarseBefore) = (before, unit, coarse);
            units++;
        }
    }

    /// <summary>Whether a text has a word beside numbers, amounts and times: "360" asks for nothing.</summary>
    public static bool HasWords(string text, ImmutableArray<Mention> mentions)
    {
        for (var position = 0; position < text.Length; position++)
        {
            if (mentions.FirstOrDefault(mention => mention.Start == position && mention.Value is NumberValue or MoneyValue or TimeValue) is { } value)
            {
                position = value.End - 1;
            }
            else if (char.IsLetter(text[position]) && position + 1 < text.Length)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a part says enough to ask for something: a few words, and a few more than one if they stand around a value ("home at seven").</summary>
    public static bool Says(string text, int start, int end, ImmutableArray<Mention> mentions)
    {
        float words = 0;
        var values = 0;
        for (var position = start; position < end;)
        {
            if (mentions.FirstOrDefault(mention => mention.Start == position && mention.End <= end) is { } mention)
            {
                values++;
                position = mention.End;
            }
            else if (FoldedText.IsChinese(text[position]))
            {
                words += SaidByCharacter;
                position++;
            }
            else if (char.IsLetterOrDigit(text[position]))
            {
                words += 1;
                position = EndOfWord(text, position, end, end);
            }
            else
            {
                position++;
            }

            if (words + values >= 8)
            {
                return words > 0;
            }
        }

        return values == 0 ? words >= 1.5f : words > 0 && words + values >= 2.5f;
    }

    /// <summary>A hash of a name that is no text of a person's.</summary>
    internal static ulong HashOf(string name) => Hash(Hash(Seed, '\u0001'), name);

    private static void AddGroups(string text, int start, int end, List<(ulong Feature, float Weight)> features, List<(ulong Feature, float Weight)> fields)
    {
        List<WordGroup> groups = new(16);
        Thesaurus.Shared.Read(text, start, Math.Min(end, start + (4 * UnitsMax)), groups);
        foreach (var (group, kind, isShort, share) in groups)
        {
            var weight = kind == GroupKind.Meaning ? isShort ? ShortGroupWeight : GroupWeight : isShort ? ShortThingWeight : ThingWeight;
            (kind == GroupKind.Field ? fields : features).Add((group, weight * share));
        }

        groups.RemoveAll(static group => group.Kind != GroupKind.Meaning);
        for (var index = 0; index < groups.Count && index < GroupsMax; index++)
        {
            var (group, _, isShort, share) = groups[index];
            for (var other = 0; other < index; other++)
            {
                var (low, high) = group < groups[other].Group ? (group, groups[other].Group) : (groups[other].Group, group);
                features.Add((Mix(low, high), (isShort || groups[other].IsShort ? ShortGroupWeight * GroupPairWeight : GroupPairWeight) * share * groups[other].Share));
            }
        }
    }

    private static int EndOfWord(string text, int position, int end, int nextMention)
    {
        var limit = nextMention > position ? Math.Min(end, nextMention) : end;
        while (position < limit && (char.IsLetterOrDigit(text[position]) || text[position] == '\'') && !FoldedText.IsChinese(text[position]))
        {
            position++;
        }

        return position;
    }

    private static void AddPieces(ReadOnlySpan<char> word, List<(ulong Feature, float Weight)> features)
    {
        if (word.Length < 4)
        {
            return;
        }

        for (var index = 0; index + 3 <= word.Length && index < 16; index++)
        {
            var place = index == 0 ? '^' : index + 3 == word.Length ? '$' : '-';
            features.Add((Hash(Hash(Seed, place), word.Slice(index, 3)), PieceWeight));
        }
    }

    private static ulong Hash(ulong hash, ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            hash = Hash(hash, character);
        }

        return hash;
    }

    private static ulong Hash(ulong hash, char character) => (hash ^ character) * 0x100000001b3;

    /// <summary>The order counts: a pair is another feature than its reverse.</summary>
    private static ulong Mix(ulong first, ulong second)
    {
        var mixed = (first * 0x9e3779b97f4a7c15) ^ (second + 0x632be59bd9b4e019);
        return (mixed ^ (mixed >> 29)) * 0xbf58476d1ce4e5b9;
    }
}
