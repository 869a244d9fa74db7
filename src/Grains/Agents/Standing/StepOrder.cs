using System.Collections.Immutable;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;

namespace OrleansAgents.Grains.Agents;

/// <summary>
/// Decides which of the skills that can do a step is called first. It is the one that was meant, unless its calls have come to so little that it is lowered to <see cref="AgentTier.Shadow"/> and
/// another is not. The others are tried by their scores. A lowered skill stays the last to be tried: it is still better than no answer.
/// </summary>
internal static class StepOrder
{
    /// <summary>The plan with the skills of its steps in the order in which they are tried.</summary>
    public static Plan Apply(Plan plan, ManifestSet manifests, SkillScores scores)
        => plan.Steps.All(static step => step.Fallbacks.IsEmpty) ? plan : plan with { Steps = [.. plan.Steps.Select(step => Apply(step, manifests, scores))] };

    private static PlanStep Apply(PlanStep step, ManifestSet manifests, SkillScores scores)
    {
        if (step.Fallbacks.IsEmpty || step.Effect != SkillEffect.Read)
        {
            return step;
        }

        var fallbacks = step.Fallbacks.Select(skill => (Skill: skill, Health: HealthOf(skill))).OrderByDescending(static entry => entry.Health.Score).ToList();
        if (HealthOf(step.Skill).Ceiling == AgentTier.Shadow && fallbacks[0].Health.Ceiling != AgentTier.Shadow)
        {
            return step with { Skill = fallbacks[0].Skill, Fallbacks = [.. fallbacks.Skip(1).Select(static entry => entry.Skill), step.Skill], InsteadOf = step.Skill };
        }

        return step with { Fallbacks = [.. fallbacks.Select(static entry => entry.Skill)] };

        SkillHealth HealthOf(SkillRef skill) => scores.Of(skill, manifests.TryGet(skill, out _, out var manifest) ? manifest.LatencyMilliseconds : 0);
    }
}
