using System.Collections.Immutable;
using System.Text.RegularExpressions;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding.Mentions;
using OrleansAgents.Grains.Understanding.Routing;

namespace OrleansAgents.Grains.Understanding;

/// <summary>
/// Divides an utterance into what is asked for. Punctuation and words that join sentences are the places where it may be divided; whether it is, the router decides: neighbouring
/// pieces stay together unless each is sure of a skill and the skills differ. A piece that asks for nothing by itself ("home at seven") belongs to the piece before it, or, at the
/// beginning, to the one after it; one that surely asks for what no skill does is a goal that nothing fits. So "tofu and pork" is one goal: "pork" alone is sure of nothing.
/// </summary>
internal static partial class GoalSplitter
{
    /// <summary>Pieces of one utterance; a person asks for fewer things at once, and each costs a look by the router.</summary>
    private const int PiecesMax = 8;

    /// <summary>Pieces of who tells stories: among them a request is looked for, and what nobody asks for is no goal.</summary>
    private const int RamblingPiecesMax = 48;

    /// <summary>How sure a piece must be of its skill to be a goal of its own.</summary>
    private const double SureFrom = 0.5;

    /// <summary>Characters or words of a piece that only opens what comes after it.</summary>
    private const int OpeningCharactersMax = 6, OpeningWordsMax = 4;

    /// <summary>How sure a piece must be that it asks for something else.</summary>
    private const double SurelyOtherFrom = 0.6;

    /// <summary>A goal's place in the folded text and what the router says of it.</summary>
    internal sealed record Part(int Start, int End, Verdict Verdict);

    /// <summary>Divides; there is always at least one part.</summary>
    /// <param name="text">The folded text.</param>
    /// <param name="mentions">Its mentions.</param>
    /// <param name="router">Says what a piece asks for.</param>
    /// <param name="takesWords">Whether a skill takes a person's own words: "note this down, I like the window" is one thing.</param>
    public static ImmutableArray<Part> Split(string text, ImmutableArray<Mention> mentions, Router router, Func<SkillRef, bool> takesWords)
    {
        var whole = new Part(0, text.Length, Features.HasWords(text, mentions) ? router.Route(text, 0, text.Length, mentions) : Verdict.Nothing);
        var cuts = Cuts(text, mentions);
        if (cuts.Count == 0)
        {
            return [whole];
        }

        List<Part> parts = [];
        var start = 0;
        foreach (var end in cuts.Append(text.Length))
        {
            if (parts is [.., var opening] && opening.Verdict.Skill is { } asked && takesWords(asked) && IsOpening(text, opening, mentions))
            {
                parts[^1] = opening with { End = end };
                start = end;
                continue;
            }

            // What says hardly more than a value belongs to something else, whatever a router makes of it.
            Add(parts, new Part(start, end, Features.Says(text, start, end, mentions) ? router.Route(text, start, end, mentions) : Verdict.Nothing));
            start = end;
        }

        var surest = parts.MaxBy(static part => part.Verdict.Best)!.Verdict;
        MergeContext(parts, isRambling: cuts.Count >= PiecesMax);
        if (parts.Count > 1)
        {
            return [.. parts.Select(part => Again(part, text, mentions, router))];
        }

        // Small talk around a request must not hide it.
        return [surest.Best > whole.Verdict.Best && (whole.Verdict.Skill is null || whole.Verdict.Skill == surest.Skill) ? whole with { Verdict = surest } : whole];
    }

    /// <summary>Adds a piece, to the part before it if that asks for the same.</summary>
    private static void Add(List<Part> parts, Part piece)
    {
        if (parts.Count > 0 && parts[^1] is var last && IsGoal(last) && last.Verdict.Skill == piece.Verdict.Skill)
        {
            parts[^1] = last with { End = piece.End, Verdict = last.Verdict.Best >= piece.Verdict.Best ? last.Verdict : piece.Verdict };
            return;
        }

        parts.Add(piece);
    }

    /// <summary>Gives the pieces that are no goals to their neighbours.</summary>
    private static void MergeContext(List<Part> parts, bool isRambling)
    {
        for (var index = 0; index < parts.Count;)
        {
            if (parts.Count == 1 || (isRambling ? parts[index].Verdict.Best >= SureFrom : IsGoal(parts[index])))
            {
                index++;
                continue;
            }

            var into = index > 0 ? index - 1 : 1;
            parts[into] = parts[into] with { Start = Math.Min(parts[into].Start, parts[index].Start), End = Math.Max(parts[into].End, parts[index].End) };
            parts.RemoveAt(index);
        }

        for (var index = parts.Count - 1; index > 0; index--)
        {
            if (parts[index].Verdict.Skill == parts[index - 1].Verdict.Skill)
            {
                parts[index - 1] = parts[index - 1] with { End = parts[index].End };
                parts.RemoveAt(index);
            }
        }
    }

    /// <summary>
    /// A part with its context is looked at again, but keeps the skill that made it a goal: what was said beside it may be about anything.
    /// </summary>
    private static Part Again(Part part, string text, ImmutableArray<Mention> mentions, Router router)
    {
        var verdict = router.Route(text, part.Start, part.End, mentions);
        return verdict.Skill == part.Verdict.Skill && verdict.Best > part.Verdict.Best ? part with { Verdict = verdict } : part;
    }

    /// <summary>Whether a piece only says that something is to be done with the words after it: it is short and names nothing.</summary>
    private static bool IsOpening(string text, Part piece, ImmutableArray<Mention> mentions)
    {
        if (mentions.Any(mention => mention.Start >= piece.Start && mention.Start < piece.End))
        {
            return false;
        }

        var words = text.AsSpan(piece.Start, piece.End - piece.Start);
        var (chinese, spaces) = (0, 0);
        foreach (var character in words.Trim())
        {
            chinese += FoldedText.IsChinese(character) ? 1 : 0;
            spaces += character == ' ' ? 1 : 0;
        }

        return chinese > 0 ? chinese <= OpeningCharactersMax : spaces < OpeningWordsMax;
    }

    private static bool IsGoal(Part part) => part.Verdict.Best >= SureFrom || part.Verdict.Other >= SurelyOtherFrom;

    private static List<int> Cuts(string text, ImmutableArray<Mention> mentions)
    {
        List<int> cuts = [];
        foreach (Match match in Joint().Matches(text))
        {
            // The joint's punctuation ends the piece before it, its words begin the piece after it.
            var cut = match.Groups["w"].Success ? match.Groups["w"].Index : match.Index + match.Length;
            if (cut > 0 && cut < text.Length && !mentions.Any(mention => mention.Start < cut && cut < mention.End) && (cuts.Count == 0 || cuts[^1] < cut))
            {
                cuts.Add(cut);
                if (cuts.Count == RamblingPiecesMax - 1)
                {
                    break;
                }
            }
        }

        return cuts;
    }

    [GeneratedRegex(@"(?:[，。;；!?！？\n]|,(?!\d)|(?<!\d),)+|\.\s|(?<w>顺便|另外|然后|还有|并且|接着|同时|以及|再(?=[帮查看算给订买问找去])|\band then\b|\band also\b|\band\b|\bthen\b|\balso\b|\bplus\b|\bas well as\b)|(?<=\S)(?<w>和|并|跟)(?=帮|查|看|算|把)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Joint();
}
