using System.Collections.Immutable;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Grains.Understanding;

/// <summary>
/// Finds the skill of another agent that a part speaks for beside the one that fits best. Problem: "what does the class cost for five, shared equally" asks two agents for one thing, and a router that weighs skills against one another
/// is so sure of the class that nothing is left for the sharing. Scheme: what speaks for each skill is looked at before it is weighed. The best of the other agents is meant if enough speaks for it, and more than for what else its agent
/// does: then it is the skill that the words name, and not only its trade. Whether it is of use the planner finds out.
/// </summary>
internal static class BesideSkill
{
    private const int RankedMax = 12;

    /// <summary>How much must speak for it, and how much more than for its agent's next skill.</summary>
    private const double SpeaksFrom = 2.5, AheadFrom = 0.5;

    /// <summary>The skill; null if there is none.</summary>
    public static SkillRef? Of(GoalSplitter.Part part, string text, ImmutableArray<Mention> mentions, ManifestModel model)
    {
        if (part.Verdict.Skill is not { } best || !model.Shapes.ContainsKey(best))
        {
            return null;
        }

        var ranked = model.Router.Rank(text, part.Start, part.End, mentions, RankedMax);
        if (ranked.FirstOrDefault(skill => skill.Skill.Agent != best.Agent && model.Shapes.ContainsKey(skill.Skill)) is not { Score: >= SpeaksFrom } other)
        {
            return null;
        }

        var next = ranked.FirstOrDefault(skill => skill.Skill.Agent == other.Skill.Agent && skill.Skill != other.Skill);
        return next is null || next.Score <= other.Score - AheadFrom ? other.Skill : null;
    }
}
