using System.Collections.Immutable;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Grains.Understanding;

/// <summary>
/// Reads parts so that what is told is of use. People do not tell a number of guests, a deadline or a budget for nothing: of the skills that fit a part, the one that takes more of it is meant, if it fits not much worse;
/// and a part that by itself would have to ask for an amount or for people ("I only have 330 yuan" is like a bill to be split) belongs to its neighbour, if that one takes what it tells.
/// </summary>
internal static class UsefulReading
{
    /// <summary>How well a skill must fit beside the best.</summary>
    private const double NotMuchWorse = 0.2;

    /// <summary>How well a scenario must fit beside a single skill that takes as much, and how much must be told.</summary>
    private const double NotMuchLess = 0.35;

    private const int ToldForMore = 3;

    /// <summary>Skills that may fit a little.</summary>
    private const int RankedMax = 5;

    /// <summary>How well a skill that reads must fit beside one that changes something, to be meant in its place.</summary>
    private const double ReadsNearlyAsWell = 0.5;

    /// <summary>How well a skill must fit to be asked for beside its neighbour's.</summary>
    private const double SureFrom = 0.5;

    /// <summary>Reads the parts again.</summary>
    public static ImmutableArray<GoalSplitter.Part> Of(ImmutableArray<GoalSplitter.Part> parts, string text, ImmutableArray<Mention> mentions, ManifestModel model)
    {
        List<GoalSplitter.Part> read = [.. parts.Select(part => Chosen(part, MentionsOf(part, mentions), text, mentions, model))];
        for (var index = 0; index < read.Count && read.Count > 1; index++)
        {
            if (ScenarioGoals.IsJoined(text, read[index]) || !IsIncomplete(read[index], MentionsOf(read[index], mentions), model))
            {
                continue;
            }

            var into = index > 0 && Takes(read, index - 1, index, mentions, model) ? index - 1 : index + 1 < read.Count && Takes(read, index + 1, index, mentions, model) ? index + 1 : -1;
            if (into >= 0)
            {
                var (start, end) = (Math.Min(read[into].Start, read[index].Start), Math.Max(read[into].End, read[index].End));
                var told = MentionsOf(read[into] with { Start = start, End = end }, mentions);
                var better = Better(read[into], read[index], told, model);
                if (better == read[into] && IsCompleteWith(read[index], told, model))
                {
                    continue;
                }

                read[into] = better with { Start = start, End = end };
                read.RemoveAt(index--);
            }
        }

        return [.. read];
    }

    private static GoalSplitter.Part Chosen(GoalSplitter.Part part, List<Mention> told, string text, ImmutableArray<Mention> mentions, ManifestModel model)
    {
        if (part.Verdict.Skills is not [var best, ..] || told.Count == 0)
        {
            return part;
        }

        var most = CountTaken(best.Skill, told, model);
        var chosen = best;

        // Who says that something is to be booked is not given a list instead; a scenario ends in a proposal of its own.
        foreach (var other in part.Verdict.Skills.Where(skill => skill.Score >= best.Score * NotMuchWorse && (IsRead(best.Skill, model) || skill.Skill.Agent == Scenario.Agent)))
        {
            var taken = CountTaken(other.Skill, told, model);
            if (IsRead(other.Skill, model) && !Lacks(other.Skill, told, model) && (taken > most || (taken == most && IsMore(other, chosen, told.Count))))
            {
                (chosen, most) = (other, taken);
            }
        }

        // What nothing that fits has use for may make sense of a skill that fits a little.
        var all = told.Count(static mention => mention.Semantic != MentionKinds.Number);
        if (most < all && told.Exists(static mention => mention.Semantic == Semantics.TimeWindow) && IsRead(best.Skill, model)
            && told.Exists(mention => !IsTakenBy(best.Skill, mention, model) && !SuggestedBy(best.Skill, model).Any(next => IsTakenBy(next, mention, model))))
        {
            chosen = model.Router.Rank(text, part.Start, part.End, mentions, RankedMax).FirstOrDefault(skill => model.Shapes.ContainsKey(skill.Skill) && IsRead(skill.Skill, model) && !Lacks(skill.Skill, told, model) && CountTaken(skill.Skill, told, model) == all) ?? chosen;
        }

        return chosen == best ? part : part with { Verdict = part.Verdict with { Skills = [chosen with { Score = best.Score }, .. part.Verdict.Skills.Where(skill => skill != chosen)] } };
    }

    /// <summary>Whether a scenario that takes as much is meant in the place of a single skill: who tells so much wants more than a train.</summary>
    private static bool IsMore(ScoredSkill other, ScoredSkill chosen, int told)
        => other.Skill.Agent == Scenario.Agent && chosen.Skill.Agent != Scenario.Agent && told >= ToldForMore && other.Score >= chosen.Score * NotMuchLess;

    /// <summary>Whether a part would have to ask. One that changes something is taken at its word, unless a skill that reads fits nearly as well.</summary>
    private static bool IsIncomplete(GoalSplitter.Part part, List<Mention> told, ManifestModel model)
        => part.Verdict.Skills is [var best, ..]
            && (IsRead(best.Skill, model) ? Lacks(best.Skill, told, model) : part.Verdict.Skills.Any(skill => IsRead(skill.Skill, model) && skill.Score >= best.Score * ReadsNearlyAsWell));

    private static bool Takes(List<GoalSplitter.Part> parts, int neighbour, int part, ImmutableArray<Mention> mentions, ManifestModel model)
    {
        var (told, own) = (MentionsOf(parts[part], mentions), MentionsOf(parts[neighbour], mentions));
        return parts[neighbour].Verdict.Skill is { } skill && IsRead(skill, model) && !Lacks(skill, [.. own, .. told], model)
            && told.TrueForAll(mention => own.Exists(known => known.Semantic == mention.Semantic && known.Role == mention.Role) || IsTakenBy(skill, mention, model) || SuggestedBy(skill, model).Any(next => IsTakenBy(next, mention, model)));
    }

    /// <summary>Whether a part asks for something of its own, which its neighbour's words complete: "… by train, and a hotel". An amount is not borrowed.</summary>
    private static bool IsCompleteWith(GoalSplitter.Part part, List<Mention> told, ManifestModel model)
        => part.Verdict.Skill is { } skill && part.Verdict.Best >= SureFrom && model.Shapes.TryGetValue(skill, out var shape) && shape.Manifest.Effect == SkillEffect.Read && !shape.Needs(Semantics.Money) && !Lacks(skill, told, model);

    /// <summary>Of two parts that are one, the one whose skill takes more of what both tell.</summary>
    private static GoalSplitter.Part Better(GoalSplitter.Part neighbour, GoalSplitter.Part part, List<Mention> told, ManifestModel model)
        => part.Verdict.Skill is { } skill && IsRead(skill, model) && !Lacks(skill, told, model) && CountTaken(skill, told, model) > CountTaken(neighbour.Verdict.Skill!.Value, told, model) ? part : neighbour;

    /// <summary>The mentions that nobody tells for nothing.</summary>
    private static List<Mention> MentionsOf(GoalSplitter.Part part, ImmutableArray<Mention> mentions)
        => [.. mentions.Where(mention => mention.Start >= part.Start && mention.Start < part.End
            && (mention.Semantic is Semantics.PartySize or Semantics.Money || mention is { Semantic: Semantics.Place, Role: not null } or { Semantic: Semantics.TimeWindow, Role: MentionKinds.By } or { Semantic: MentionKinds.Number }))];

    private static int CountTaken(SkillRef skill, List<Mention> told, ManifestModel model) => told.Count(mention => mention.Semantic != MentionKinds.Number && IsTakenBy(skill, mention, model));

    private static bool IsTakenBy(SkillRef skill, Mention mention, ManifestModel model)
        => mention.Semantic == MentionKinds.Number
            || (model.Shapes.TryGetValue(skill, out var shape)
                ? shape.Inputs.Any(input => input.Takes(mention.Semantic, mention.Role))
                : model.ScenarioOf(skill) is { } scenario && model.ReadsInOrder.Any(part => scenario.Wants.Any(want => want.IsGivenBy(part)) && IsTakenBy(part.Skill, mention, model)));

    /// <summary>Whether an amount, people or places that a skill needs are not told. What other skills can make is not counted: it need not be told.</summary>
    private static bool Lacks(SkillRef skill, List<Mention> told, ManifestModel model)
    {
        if (!model.Shapes.TryGetValue(skill, out var shape))
        {
            return false;
        }

        var numbers = told.Count(static mention => mention.Semantic == MentionKinds.Number);
        foreach (var input in shape.Inputs.Where(static input => input is { IsNeeded: true, Semantic: Semantics.Money or Semantics.PartySize }))
        {
            if (!told.Exists(mention => mention.Semantic == input.Semantic) && --numbers < 0)
            {
                return true;
            }
        }

        var places = shape.Inputs.Count(static input => input is { IsNeeded: true, Semantic: Semantics.Place });
        return places > 1 && !told.Exists(static mention => mention.Semantic == Semantics.Place);
    }

    private static bool IsRead(SkillRef skill, ManifestModel model) => !model.Shapes.TryGetValue(skill, out var shape) || shape.Manifest.Effect == SkillEffect.Read;

    private static IEnumerable<SkillRef> SuggestedBy(SkillRef skill, ManifestModel model)
        => model.Shapes.TryGetValue(skill, out var shape) ? shape.Manifest.Suggests.Select(id => new SkillRef(skill.Agent, id)) : [];
}
