using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace OrleansAgents.Grains.Understanding.Mentions;

/// <summary>Reads all mentions of a text. Where two overlap the longer one counts, then the earlier; two types of the very same words count both.</summary>
internal sealed partial class MentionReader(VocabularyIndex vocabulary)
{
    /// <summary>More than this many say nothing clear, and would make long plans.</summary>
    private const int MentionsMax = 64;

    /// <summary>The mentions of a text, in its order.</summary>
    /// <param name="folded">The folded text.</param>
    /// <param name="utterance">The text as it came, and the time and zone that it was said in.</param>
    public ImmutableArray<Mention> Read(string folded, Utterance utterance)
    {
        List<Mention> found = [];
        vocabulary.Read(folded, found);
        MoneyMentions.Read(folded, found);
        PartySizeMentions.Read(folded, found);
        TimeMentions.Read(folded, utterance.Now, utterance.TimeZone, found);
        PlaceMentions.Read(folded, utterance.Text, found);
        ReadNumbers(folded, found);
        return Resolve(found);
    }

    private static void ReadNumbers(string text, List<Mention> found)
    {
        foreach (Match match in BareNumber().Matches(text))
        {
            // 一 alone is an article or part of a word (一下) far more often than a number.
            if (match.ValueSpan is not "一" && Numbers.Parse(match.ValueSpan) is { } number)
            {
                found.Add(new Mention(match.Index, match.Index + match.Length, MentionKinds.Number, null, new NumberValue(number)));
            }
        }
    }

    private static ImmutableArray<Mention> Resolve(List<Mention> found)
    {
        List<Mention> chosen = [];
        foreach (var mention in found.OrderByDescending(static mention => mention.Length).ThenBy(static mention => mention.Start).ThenBy(static mention => MentionKinds.IsFact(mention) ? 0 : 1))
        {
            if (chosen.Count == MentionsMax)
            {
                break;
            }

            if (chosen.TrueForAll(other => !other.Overlaps(mention)
                || (other.Start == mention.Start && other.End == mention.End && other.Semantic != mention.Semantic && MentionKinds.IsFact(mention))))
            {
                chosen.Add(mention);
            }
        }

        return [.. chosen.OrderBy(static mention => mention.Start)];
    }

    [GeneratedRegex(Numbers.Any, RegexOptions.CultureInvariant)]
    private static partial Regex BareNumber();
}
