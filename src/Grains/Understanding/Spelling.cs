using System.Collections.Frozen;
using System.Text.RegularExpressions;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;

namespace OrleansAgents.Grains.Understanding;

/// <summary>
/// Puts right what fingers do to English words: two letters the wrong way round ("poeple"), or one wrong letter in the middle of a long word ("weekand"). Only words that nobody uses here are changed, into words that
/// the manifests or the readers use; letters are never added or taken away, so that a place in the text stays where it is.
/// </summary>
internal sealed partial class Spelling
{
    /// <summary>In shorter words another word is as likely as an error.</summary>
    private const int LettersMin = 5, LettersMinToReplace = 7;

    /// <summary>Words of one text that are looked at; who writes more unknown ones writes in another language.</summary>
    private const int WordsMax = 48;

    /// <summary>Words that the readers know and that manifests need not have.</summary>
    private const string ReadersWords =
        "about after afternoon altogether april around arrive arriving august before between budget colleagues coming december deliver delivered delivery dinner dollars evening february friday friends from guests hours "
        + "ingredients january latest leave leaving march maximum minutes monday morning nights november october people persons saturday september sunday thursday today tomorrow tonight total tuesday under wednesday weekend within";

    private readonly FrozenSet<string> _known;
    private readonly FrozenDictionary<int, string[]> _byLength;

    public Spelling(ManifestSet manifests, IEnumerable<Scenario> scenarios)
    {
        var texts = manifests.Agents.SelectMany(static agent => agent.Skills.SelectMany(static skill => skill.Examples.En.Append(skill.Title.En).Append(skill.Description.En)))
            .Concat(manifests.Agents.SelectMany(static agent => agent.Vocabularies.SelectMany(static vocabulary => vocabulary.Terms.SelectMany(static term => term.En))))
            .Concat(scenarios.SelectMany(static scenario => scenario.Examples.En))
            .Append(ReadersWords);
        _known = texts.SelectMany(static text => Word().Matches(text.ToLowerInvariant()).Select(static match => match.Value)).ToFrozenSet(StringComparer.Ordinal);
        _byLength = _known.GroupBy(static word => word.Length).ToFrozenDictionary(static group => group.Key, static group => group.Order(StringComparer.Ordinal).ToArray());
    }

    /// <summary>The folded text with such words put right; it has the same length.</summary>
    public string Repair(string folded)
    {
        char[]? repaired = null;
        var looked = 0;
        foreach (var match in Word().EnumerateMatches(folded))
        {
            var word = folded.AsSpan(match.Index, match.Length);
            if (match.Length < LettersMin || _known.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word) || ++looked > WordsMax)
            {
                continue;
            }

            foreach (var meant in _byLength.GetValueOrDefault(match.Length, []))
            {
                if (IsSlipOf(word, meant))
                {
                    repaired ??= folded.ToCharArray();
                    meant.CopyTo(0, repaired, match.Index, meant.Length);
                    break;
                }
            }
        }

        return repaired is null ? folded : new string(repaired);
    }

    private static bool IsSlipOf(ReadOnlySpan<char> word, string meant)
    {
        var first = word.CommonPrefixLength(meant);
        return first < word.Length
            && ((first + 1 < word.Length && word[first] == meant[first + 1] && word[first + 1] == meant[first] && word[(first + 2)..].SequenceEqual(meant.AsSpan(first + 2)))
                || (word.Length >= LettersMinToReplace && first > 0 && first + 1 < word.Length && word[(first + 1)..].SequenceEqual(meant.AsSpan(first + 1))));
    }

    [GeneratedRegex("[a-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
