using System.Collections.Immutable;
using System.Text.Json;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Planning;

/// <summary>A graph of steps, each bound to an agent's skill. A step depends on those whose outputs it takes; there are no cycles.</summary>
/// <param name="Steps">Each after those that it depends on.</param>
/// <param name="Planner">Who made it: rules or model.</param>
/// <param name="ManifestsHash">The manifests that it was made from.</param>
public sealed record Plan(ImmutableArray<PlanStep> Steps, string Planner, string ManifestsHash);

/// <summary>One call of a skill.</summary>
public sealed record PlanStep
{
    /// <summary>Unique within the plan.</summary>
    public required string Id { get; init; }

    public required SkillRef Skill { get; init; }

    /// <summary>Skills that take the same arguments and give the same output, to be tried in turn when this one fails; for reads alone.</summary>
    public ImmutableArray<SkillRef> Fallbacks { get; init; } = [];

    /// <summary>The skill that was meant, if it does so badly at present that another is called first; null if it is called as planned.</summary>
    public SkillRef? InsteadOf { get; init; }

    public required ImmutableArray<PlanArgument> Arguments { get; init; }

    public required SkillEffect Effect { get; init; }

    /// <summary>How long the call may take.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>True if somebody asked for this; false if it only feeds another step.</summary>
    public required bool IsGoal { get; init; }

    /// <summary>Index of the goal that it was planned for.</summary>
    public int Goal { get; init; }
}

/// <summary>An argument of a step, under the name of the input property.</summary>
public sealed record PlanArgument(string Name, PlanValue Value);

/// <summary>Where an argument comes from.</summary>
public abstract record PlanValue;

/// <summary>Known when the plan is made.</summary>
public sealed record LiteralValue(JsonElement Value) : PlanValue;

/// <summary>A property of an earlier step's output.</summary>
public sealed record StepOutput(string Step, string Property) : PlanValue;

/// <summary>What is left of an amount of yuan when earlier steps have cost something: a part of it, at least nothing. A step that fails costs nothing.</summary>
/// <param name="Amount">What may be spent in all.</param>
/// <param name="Less">What the earlier steps cost.</param>
/// <param name="Share">The part of the rest, 0 to 1.</param>
public sealed record Remainder(decimal Amount, ImmutableArray<StepOutput> Less, decimal Share) : PlanValue;

/// <summary>The sum of amounts of money that earlier steps give.</summary>
public sealed record OutputSum(ImmutableArray<StepOutput> Parts) : PlanValue;
