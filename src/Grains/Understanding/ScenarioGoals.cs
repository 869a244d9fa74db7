using System.Collections.Immutable;
using System.Text.RegularExpressions;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Grains.Understanding;

/// <summary>
/// Finds the need that takes several agents among the parts of an utterance. Problem: who plans a trip says where, when, for how many and for how much in sentences of their own, and each of these, alone, is like
/// what a single agent is asked for: two cities are a route, people and money are a bill to be split. Scheme: where one part is a scenario, its neighbours belong to it unless they ask for something of their own,
/// in so many words ("and also my balance") or because they change something. Where no part is one, but a place, a time, a number of people and an amount are told, the scenario is meant that takes all of them if no
/// skill does: what is told must be of use.
/// </summary>
internal static partial class ScenarioGoals
{
    /// <summary>How sure a part must be of a skill of its own beside a scenario: without a word that joins it, and with one.</summary>
    private const double SureFrom = 0.8, JoinedSureFrom = 0.5;

    /// <summary>Skills that the router ranks, for the scenarios among them.</summary>
    private const int RankedMax = 64;

    private static readonly string[] Told = [Semantics.Place, Semantics.TimeWindow, Semantics.PartySize, Semantics.Money];

    /// <summary>Joins the parts that belong to a scenario.</summary>
    /// <param name="parts">In the order of the text.</param>
    /// <param name="text">The folded text.</param>
    /// <param name="mentions">Its mentions.</param>
    /// <param name="model">The manifests' model.</param>
    public static ImmutableArray<GoalSplitter.Part> Join(ImmutableArray<GoalSplitter.Part> parts, string text, ImmutableArray<Mention> mentions, ManifestModel model)
    {
        if (model.Scenarios.IsEmpty)
        {
            return parts;
        }

        var (at, scenario) = FirstOf(parts, model);
        if (scenario is null)
        {
            return ByWhatIsTold(parts, text, mentions, model) is { } whole ? [whole] : parts;
        }

        var (first, last) = (at, at);
        while (first > 0 && !IsOwn(parts[first - 1], text, scenario, model))
        {
            first--;
        }

        while (last + 1 < parts.Length && !IsOwn(parts[last + 1], text, scenario, model))
        {
            last++;
        }

        return [.. parts[..first], parts[at] with { Start = parts[first].Start, End = parts[last].End }, .. parts[(last + 1)..]];
    }

    private static (int At, Scenario? Scenario) FirstOf(ImmutableArray<GoalSplitter.Part> parts, ManifestModel model)
    {
        for (var index = 0; index < parts.Length; index++)
        {
            if (parts[index].Verdict.Skill is { } skill && model.ScenarioOf(skill) is { } found)
            {
                return (index, found);
            }
        }

        return (-1, null);
    }

    private static bool IsOwn(GoalSplitter.Part part, string text, Scenario scenario, ManifestModel model)
    {
        if (part.Verdict.Skill is not { } skill || !model.Shapes.TryGetValue(skill, out var shape))
        {
            return part.Verdict.Skill is { } other && other != scenario.Skill && IsJoined(text, part);
        }

        var isPart = scenario.Wants.Any(want => want.IsGivenBy(shape));
        return shape.Manifest.Effect != SkillEffect.Read ? part.Verdict.Best >= JoinedSureFrom
            : IsJoined(text, part) ? part.Verdict.Best >= JoinedSureFrom && !isPart
            : part.Verdict.Best >= SureFrom && !isPart && !shape.Inputs.Any(static input => input is { IsNeeded: true, Semantic: Semantics.Place or Semantics.Money or Semantics.PartySize or Semantics.TimeWindow });
    }

    /// <summary>The scenario that takes all that is told, if no skill that a part asks for does.</summary>
    private static GoalSplitter.Part? ByWhatIsTold(ImmutableArray<GoalSplitter.Part> parts, string text, ImmutableArray<Mention> mentions, ManifestModel model)
    {
        if (!Told.All(semantic => mentions.Any(mention => mention.Semantic == semantic)) || parts.Any(part => IsJoined(text, part)) || parts.Any(part => Takes(part, mentions, model)))
        {
            return null;
        }

        var ranked = model.Router.Rank(text, 0, text.Length, mentions, RankedMax);
        var best = ranked.FirstOrDefault(skill => model.ScenarioOf(skill.Skill) is not null);
        return best is null ? null : new GoalSplitter.Part(0, text.Length, parts[0].Verdict with { Skills = [best with { Score = SureFrom }] });
    }

    /// <summary>Whether the skill of a part takes all that is told, in the roles in which it is told.</summary>
    private static bool Takes(GoalSplitter.Part part, ImmutableArray<Mention> mentions, ManifestModel model)
        => part.Verdict.Skill is { } skill && (!model.Shapes.TryGetValue(skill, out var shape) || (shape.Manifest.Effect != SkillEffect.Read && part.Verdict.Best >= JoinedSureFrom)
            || mentions.Where(static mention => Told.Contains(mention.Semantic)).All(mention => shape.Inputs.Any(input => input.Takes(mention.Semantic, mention.Role))));

    /// <summary>Whether a part begins with words by which people add another request.</summary>
    public static bool IsJoined(string text, GoalSplitter.Part part) => part.Start > 0 && JoinedBy().IsMatch(text.AsSpan(part.Start, part.End - part.Start));

    [GeneratedRegex(@"\A[\s，,。;；.]*(?:顺便|另外|然后|还有|接着|同时|以及|再[帮查看算给订买问找]|(?:and then|and also|then|also|plus|as well as)\b)", RegexOptions.CultureInvariant)]
    private static partial Regex JoinedBy();
}
