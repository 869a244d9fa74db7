using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Planning;

/// <summary>What came of planning a skill.</summary>
internal abstract record Outcome;

/// <summary>It is in the plan.</summary>
/// <param name="Step">The step's id.</param>
internal sealed record Built(string Step) : Outcome;

/// <summary>Something must be told first.</summary>
/// <param name="Skill">The skill that needs it.</param>
/// <param name="Input">The input that needs it.</param>
internal sealed record Lacking(SkillRef Skill, SkillProperty Input) : Outcome;

/// <summary>It cannot be done.</summary>
internal sealed record Refused(UnmetReason Reason, SkillRef? Skill) : Outcome;
