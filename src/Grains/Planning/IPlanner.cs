using System.Collections.Immutable;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Grains.Planning;

/// <summary>Makes a plan from what is asked for and what is known.</summary>
public interface IPlanner
{
    Task<PlanningResult> PlanAsync(Need need, CancellationToken cancellationToken);
}

/// <summary>What a plan is made for.</summary>
public sealed record Need(Utterance Utterance, Understood Understood, ManifestSet Manifests);

/// <summary>What planning came to. There can be a plan for some goals, a question for another, and goals that nothing serves, all at once.</summary>
/// <param name="Plan">What can be done now; null if nothing can.</param>
/// <param name="Question">What must be known for the rest; null if nothing is missing. One at a time.</param>
/// <param name="Unmet">What cannot be done, and why.</param>
public sealed record PlanningResult(Plan? Plan, Question? Question, ImmutableArray<UnmetGoal> Unmet)
{
    /// <summary>What was told and no step takes, in the person's words.</summary>
    public ImmutableArray<string> Overlooked { get; init; } = [];

    /// <summary>What the plan takes for granted because nobody told it.</summary>
    public ImmutableArray<LocalizedText> Assumed { get; init; } = [];
}

/// <summary>A missing fact.</summary>
/// <param name="Semantic">The type that is asked for.</param>
/// <param name="Role">Which of several; null if there is one.</param>
/// <param name="Text">The question, as it is put to the person.</param>
/// <param name="Goal">The part of the utterance that it is needed for.</param>
/// <param name="Choices">Answers to choose from; may be empty.</param>
public sealed record Question(string Semantic, string? Role, LocalizedText Text, string Goal, ImmutableArray<string> Choices);

/// <summary>Something that was asked for and cannot be done.</summary>
public sealed record UnmetGoal(string Text, UnmetReason Reason, SkillRef? Skill = null)
{
    /// <summary>What was told for it, in the person's words: what a proposal repeats.</summary>
    public ImmutableArray<string> Told { get; init; } = [];
}

/// <summary>Why something cannot be done.</summary>
public enum UnmetReason
{
    /// <summary>No skill fits.</summary>
    NothingFits,

    /// <summary>Nothing is asked for.</summary>
    Talk,

    /// <summary>The skill changes something, and that needs a confirmation, which this assistant cannot ask for yet.</summary>
    NeedsConfirmation,

    /// <summary>The plan would have more steps than allowed.</summary>
    TooLarge,
}
