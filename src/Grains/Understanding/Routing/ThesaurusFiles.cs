using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>
/// Reads the thesaurus that is embedded in the assembly. <c>thesaurus.txt</c> has a group a line, its name before a colon; <c>fields.txt</c> has lines in brackets that begin a field of life,
/// and a group in each line after it, without a name. Latin words are kept by their stems, phrases by those of all their words.
/// </summary>
internal static class ThesaurusFiles
{
    /// <summary>The heading of words that belong to no field.</summary>
    private const string NoField = "[-]";

    /// <summary>The groups of each word.</summary>
    public static FrozenDictionary<string, WordGroup[]> Read()
    {
        Dictionary<string, List<WordGroup>> groups = new(StringComparer.Ordinal);
        foreach (var line in Lines("thesaurus.txt"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            Add(groups, line[(colon + 1)..], [(Features.HashOf($"group {line[..colon]}"), GroupKind.Meaning)]);
        }

        var field = NoField;
        foreach (var line in Lines("fields.txt"))
        {
            if (line[0] == '[')
            {
                field = line;
                continue;
            }

            var thing = (Features.HashOf($"{field} {line}"), GroupKind.Thing);
            Add(groups, line, field == NoField ? [thing] : [thing, (Features.HashOf($"field {field}"), GroupKind.Field)]);
        }

        return groups.ToFrozenDictionary(static pair => pair.Key, static pair => WithShares(pair.Value), StringComparer.Ordinal);
    }

    private static void Add(Dictionary<string, List<WordGroup>> groups, string words, ReadOnlySpan<(ulong Group, GroupKind Kind)> ofEach)
    {
        foreach (var word in words.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, KeyOf(FoldedText.Fold(word)), out _);
            entry ??= [];
            foreach (var (group, kind) in ofEach)
            {
                if (!entry.Exists(known => known.Group == group))
                {
                    entry.Add(new WordGroup(group, kind, IsShort: false, Share: 1));
                }
            }
        }
    }

    private static WordGroup[] WithShares(List<WordGroup> groups)
        => [.. groups.Select(group => group with { Share = 1 / MathF.Sqrt(groups.Count(other => other.Kind == group.Kind)) })];

    private static string KeyOf(string word)
    {
        var room = new char[WordStem.LengthMax];
        return FoldedText.HasChinese(word) ? word : string.Join(' ', word.Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries).Select(part => WordStem.Of(part, room).ToString()));
    }

    private static IEnumerable<string> Lines(string file)
    {
        using var stream = typeof(ThesaurusFiles).Assembly.GetManifestResourceStream($"OrleansAgents.Grains.Understanding.Routing.{file}")
            ?? throw new InvalidOperationException($"The assembly holds no file '{file}'; Grains.csproj embeds it.");
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}
