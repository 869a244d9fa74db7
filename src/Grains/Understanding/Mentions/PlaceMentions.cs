using System.Text.RegularExpressions;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Understanding.Mentions;

/// <summary>
/// Places. Words around a known place give its role; and what stands where a place must stand ("from ... to ...", "从…到…") is one, known or not. A known place that fills such
/// a slot is taken as known; one that is only a part of it (Hangzhou in "Hangzhou East station") is not meant.
/// </summary>
internal static partial class PlaceMentions
{
    /// <summary>How far around a place its role is looked for.</summary>
    private const int RoleCharacters = 16;

    private const string ChineseSlot = @"[^\s，,。.;；!?、:从到去往至]{1,14}?";

    private const string ChineseStop = @"(?=怎么|咋|如何|要多|需要|得多|有多|多远|多久|多长|多少|坐|打车|打的|开车|步行|走路|骑|的路|的距|的车|的地铁|的公交|的最|路线|最快|该|大概|大约|出发|附近|周边|吧|吗|呢|可以|应该|，|,|。|;|；|!|\?|\s|然后|顺便|并|$)";

    private const string Slot = @"[\p{L}\d](?:[\p{L}\d'-]|\.(?=[\p{L}\d]))*(?: (?!(?:to|from|and|by|at|on|in|before|after|with|for|please|then|via|tomorrow|today|tonight|now|right|this|next|as|is|are|will|take|near|using|or|if|so|quickly|fast|first)\b)[\p{L}\d&](?:[\p{L}\d&'-]|\.(?=[\p{L}\d]))*){0,5}";

    /// <summary>Ends of Chinese place names: a slot that ends so is a longer name than the known place it begins with.</summary>
    private const string NameEnds = "站场店厦园区街路镇村楼院馆城桥寺山湖湾港岛门口校学厅家司";

    /// <summary>Adds the slots in a folded text that hold a place, and gives the places already found their roles.</summary>
    /// <param name="text">The folded text.</param>
    /// <param name="original">The text before folding: names are kept as they were written.</param>
    /// <param name="found">What other readers have found; a slot with a time, number or amount in it, or that is a known value of another type, holds no place.</param>
    public static void Read(string text, string original, List<Mention> found)
    {
        var known = found.Where(static mention => mention.Semantic == Semantics.Place).ToList();
        foreach (Match match in Slots().Matches(text))
        {
            AddSlot(match.Groups["o"], MentionKinds.Origin);
            AddSlot(match.Groups["d"], MentionKinds.Destination);
            AddSlot(match.Groups["n"], MentionKinds.Near);
        }

        for (var index = 0; index < found.Count; index++)
        {
            if (found[index] is { Semantic: Semantics.Place, Role: null } place)
            {
                found[index] = place with { Role = RoleOf(text, place) };
            }
        }

        void AddSlot(Group slot, string role)
        {
            if (!slot.Success || NotAPlace().IsMatch(slot.ValueSpan))
            {
                return;
            }

            var (start, end) = (slot.Index, slot.Index + slot.Length);
            foreach (var mention in found)
            {
                if (mention.Start < end && start < mention.End && mention.Value is not NamedValue && mention.Semantic != Semantics.Place
                    && (mention.Semantic is Semantics.TimeWindow or Semantics.Money or Semantics.PartySize || mention.Length >= slot.Length))
                {
                    return;
                }
            }

            var isName = FoldedText.IsChinese(text[end - 1]) ? NameEnds.Contains(text[end - 1], StringComparison.Ordinal) : EndsLikeAName().IsMatch(slot.ValueSpan);
            if (known.Exists(place => place.Start < end && start < place.End && (place.Length >= slot.Length || place.End == end || !isName)))
            {
                return;
            }

            found.Add(new Mention(start, end, Semantics.Place, role, new NamedValue(original[start..end])));
        }
    }

    private static string? RoleOf(string text, Mention place)
    {
        var before = text.AsSpan(Math.Max(0, place.Start - RoleCharacters), Math.Min(place.Start, RoleCharacters));
        var after = text.AsSpan(place.End, Math.Min(RoleCharacters, text.Length - place.End));
        return IsArrivalAfter().IsMatch(after) ? MentionKinds.Destination
            : StaysBefore().IsMatch(before) ? MentionKinds.Origin
            : IsNearAfter().IsMatch(after) || IsNearBefore().IsMatch(before) ? MentionKinds.Near
            : IsOriginBefore().IsMatch(before) || IsOriginAfter().IsMatch(after) ? MentionKinds.Origin
            : IsDestinationBefore().IsMatch(before) || IsDestinationAfter().IsMatch(after) ? MentionKinds.Destination
            : null;
    }

    [GeneratedRegex("从(?<o>" + ChineseSlot + ")(?:出发)?(?:，|,)?(?:怎么)?(?:到|去|往|至|前往)(?<d>" + ChineseSlot + ")" + ChineseStop
        + "|(?<=^|[，,。;；!?、:\\s]|查|看|问)(?<o>" + ChineseSlot + ")(?:到|至)(?<d>" + ChineseSlot + ")(?=怎么|咋|如何|要多|需要多|多远|多久|有多远|的路线|的距离|路线)"
        + "|(?:怎么|咋|如何)(?:去|到|前往)(?<d>" + ChineseSlot + ")" + ChineseStop
        + "|(?<![从\\p{L}])(?:去|到|前往)(?<d>" + ChineseSlot + ")(?=怎么|咋|如何|要多|多远|多久|的路)"
        + "|从(?<o>" + ChineseSlot + ")(?:出发|走|过去|开始)"
        + "|离(?<n>" + ChineseSlot + ")(?:最|比较|很|更)?近"
        + @"|\bfrom (?:the |my )?(?<o>" + Slot + @") to (?:the |my )?(?<d>" + Slot + @")"
        + @"|\b(?:get|go|travel|drive|walk|directions?|way|route|trip|ride|taxi|cab|bus|train|metro) (?:back )?(?:to|towards?) (?:the |my )?(?<d>" + Slot + @")(?: from (?:the |my )?(?<o>" + Slot + "))?"
        + @"|\bto (?:the |my )?(?<d>" + Slot + @") from (?:the |my )?(?<o>" + Slot + ")"
        + @"|\b(?:near|close to|next to|nearby) (?:the |my )?(?<n>" + Slot + ")", RegexOptions.CultureInvariant)]
    private static partial Regex Slots();

    /// <summary>English ends of longer names, as <see cref="NameEnds"/>.</summary>
    [GeneratedRegex(@"\b(?:station|airport|terminal|park|square|temple|hotel|inn|road|street|avenue|museum|university|college|school|hospital|mall|tower|bridge|cent(?:er|re)|plaza|market|library|gardens?|lake|mountain|hill|gate|stop|port|campus|district|village|town|office)\z", RegexOptions.CultureInvariant)]
    private static partial Regex EndsLikeAName();

    /// <summary>Pronouns and question words fill slots, too.</summary>
    [GeneratedRegex(@"^(?:here|there|me|us|it|you|him|her|them|where|this|that|do|be|get|have|see|buy|eat|cook|make|know|find|work out|(?:set|head|start|get|go|move|fly|come) (?:off|out|going|over|back|up|along)|go|leave|start|drive|fly|walk|travel|return|come|ride|depart|take .*|get .*|spend .*|(?:得|要|该)?[几多].*|什么时候.*|一下|这里|那里|这儿|那儿|哪|哪里|哪儿|我|我这|我们|你|时候|底|货|家|位|达|齐|账|手|期|现在|手机|\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex NotAPlace();

    /// <summary>A place before a deadline is where one must be by then.</summary>
    [GeneratedRegex(@"\A,? (?:by|before|no later than|not later than) (?=\d|noon|half|a? ?quarter|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|tomorrow|to)", RegexOptions.CultureInvariant)]
    private static partial Regex IsArrivalAfter();

    /// <summary>Where somebody is at home is where they start, also if it is only near there.</summary>
    [GeneratedRegex(@"(?:(?:我|我们|咱们|家里?)住在?|我?们?家在|(?<![个\d位名])人在|\b(?:live|living|stay|staying|based) (?:at|in|around|near|close to|by)(?: the)? )\z", RegexOptions.CultureInvariant)]
    private static partial Regex StaysBefore();

    [GeneratedRegex(@"\A\s?(?:的)?(?:附近|周边|旁边|周围|边上|一带|那边|旁)", RegexOptions.CultureInvariant)]
    private static partial Regex IsNearAfter();

    [GeneratedRegex(@"(?:离|靠近|挨着|\b(?:near|around|close to|next to|nearby|beside|by)(?: the)? )\z", RegexOptions.CultureInvariant)]
    private static partial Regex IsNearBefore();

    [GeneratedRegex(@"(?:从|由|自|离开|我在|我现在在|我们在|我人在|(?<![个\d位名])人在|都在|(?:我|我们|咱们|家里?)住在?|家在|起点[是为:]?|出发地[是为:]?|出发城市[是为:]?)\s?\z|(?:\b(?:from|leaving|leave|departing(?: from)?|out of|start(?:ing|s)? (?:at|in|from)|i'm (?:at|in)|i am (?:at|in)|we're (?:at|in)|we are (?:at|in)|live (?:at|in|near)|living (?:at|in|near)|based in|staying (?:at|in|around|near)|meet in)(?: the| my)? )\z", RegexOptions.CultureInvariant)]
    private static partial Regex IsOriginBefore();

    [GeneratedRegex(@"\A(?:\s?(?:->|→|➡|=>|~)|\s?-(?=\s?\p{L})| to (?=\p{L})|出发|走到|过去(?!的)|往返|人(?=[，,])|(?:开车|坐车|打车|步行|骑车|坐地铁)?(?:到|去|至|往))", RegexOptions.CultureInvariant)]
    private static partial Regex IsOriginAfter();

    [GeneratedRegex(@"(?:到|去|往|前往|至|飞|回|终点[是为:]?|目的地(?:就|定)?[是为在:]?\s?|(?:->|→|➡|=>|~|(?<=\p{L})\s?-)\s?|\b(?:to|towards?|into|reach|visit|visiting|see|be (?:at|in)|arrive (?:at|in)|arriving (?:at|in)|at)(?: the| my)? )\z", RegexOptions.CultureInvariant)]
    private static partial Regex IsDestinationBefore();

    [GeneratedRegex(@"\A(?:怎么走|怎么去|怎么过去)", RegexOptions.CultureInvariant)]
    private static partial Regex IsDestinationAfter();
}
