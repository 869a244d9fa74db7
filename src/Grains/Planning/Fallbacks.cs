using System.Collections.Immutable;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Grains.Planning;

/// <summary>Finds skills that can be called in a step's place: they take its arguments under the same names and meanings, need nothing else, and give all that it gives.</summary>
internal static class Fallbacks
{
    /// <summary>The quickest first; none for a skill that changes something.</summary>
    public static ImmutableArray<SkillRef> Of(SkillShape skill, IReadOnlyList<PlanArgument> arguments, ManifestModel model)
        => skill.Manifest.Effect != SkillEffect.Read
            ? []
            : [.. model.ReadsInOrder
                .Where(other => other.Skill != skill.Skill && Takes(other, skill, arguments) && Gives(other, skill))
                .OrderBy(static other => other.Manifest.LatencyMilliseconds)
                .Select(static other => other.Skill)];

    private static bool Takes(SkillShape other, SkillShape skill, IReadOnlyList<PlanArgument> arguments)
        => other.Inputs.All(input => !input.IsNeeded || arguments.Any(argument => argument.Name == input.Name))
            && arguments.All(argument => other.Inputs.Any(input => input.Name == argument.Name && IsSame(input, skill.Inputs.First(own => own.Name == argument.Name))));

    private static bool Gives(SkillShape other, SkillShape skill) => skill.Outputs.Length > 0 && skill.Outputs.All(output => other.Outputs.Any(given => given.Name == output.Name && IsSame(given, output)));

    private static bool IsSame(SkillProperty one, SkillProperty other) => one.Semantic == other.Semantic && one.Role == other.Role && one.IsList == other.IsList;
}
