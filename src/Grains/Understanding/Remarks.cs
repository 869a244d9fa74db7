using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace OrleansAgents.Grains.Understanding;

/// <summary>
/// Takes what a person says of themselves beside a request for what it is: "I'm on a diet, how many calories has this" asks for one thing, and an answer that cannot do "I'm on a diet" has not listened.
/// A remark is a statement about oneself or one's own that asks and orders nothing; it belongs to the request after it, or else before it. What another request is joined to by "and also" is a request.
/// </summary>
internal static partial class Remarks
{
    /// <summary>Joins remarks to their neighbours.</summary>
    public static ImmutableArray<GoalSplitter.Part> Join(ImmutableArray<GoalSplitter.Part> parts, string text)
    {
        if (parts.Length < 2)
        {
            return parts;
        }

        List<GoalSplitter.Part> joined = [.. parts];
        for (var index = joined.Count - 1; index >= 0 && joined.Count > 1; index--)
        {
            var isFollowed = index + 1 < joined.Count;
            if (!joined[index].Verdict.Skills.IsEmpty || (isFollowed && ScenarioGoals.IsJoined(text, joined[index + 1])) || !IsRemark(text.AsSpan(joined[index].Start, joined[index].End - joined[index].Start)))
            {
                continue;
            }

            var into = isFollowed ? index + 1 : index - 1;
            joined[into] = joined[into] with { Start = Math.Min(joined[into].Start, joined[index].Start), End = Math.Max(joined[into].End, joined[index].End) };
            joined.RemoveAt(index);
        }

        return [.. joined];
    }

    private static bool IsRemark(ReadOnlySpan<char> text) => OfOneself().IsMatch(text) && !Asks().IsMatch(text);

    [GeneratedRegex(@"\A[\s，,。;；.]*(?:其实|因为|由于|最近|今天|这几天|这阵子)?(?:我|俺|咱|家里|孩子|娃|爸|妈|老公|老婆|朋友|同事)|\A[\s,.;]*(?:because |since |well,? |honestly,? )?(?:i|we|my|our|it|he|she|they)(?:'m|'re|'s|'ve|\b)", RegexOptions.CultureInvariant)]
    private static partial Regex OfOneself();

    [GeneratedRegex(@"[吗?？么呢]|什么|怎|哪|谁|多少|几|帮|请|给|替|想|要|需|该|能|可以|别|不要|订|买|查|找|推荐|安排|告诉|提醒|记|忘|讲|说|写|画|唱|翻译|算|放|开|关|约|退|取消|\b(?:wants?|needs?|ha(?:s|ve) to|can|could|may|would|will|should|must|please|how|what|which|where|when|who|why|tell|show|find|book|buy|order|get|give|help|let|make|plan|check|look|search|play|set|turn|call|send|write|read|remind|remember|translate|looking|like|love|wish|hope)\b|'d\b|'ll\b",
        RegexOptions.CultureInvariant)]
    private static partial Regex Asks();
}
