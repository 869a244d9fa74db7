using System.Text.Json;

namespace OrleansAgents.Grains.Events;

/// <summary>The person wrote something. It stands in the queue until its turn starts.</summary>
/// <param name="TurnId">The turn that will answer it.</param>
/// <param name="MessageId">Unique within the conversation.</param>
/// <param name="ClientMessageId">The client's own id, by which a repeated message is known; null for a regenerated turn.</param>
/// <param name="Text">What was written.</param>
/// <param name="Replaces">The turn whose answer this one is to replace; null for a new message.</param>
public sealed record UserMessagePayload(string TurnId, string MessageId, string? ClientMessageId, string Text, string? Replaces = null);

/// <summary>A turn began, or begins again after a crash; whatever its earlier attempt has shown is void.</summary>
public sealed record TurnStartedPayload(string TurnId, int Attempt);

/// <summary>What is going to be done.</summary>
public sealed record PlanCreatedPayload(string TurnId, string Planner, string Manifests, IReadOnlyList<PlannedStepPayload> Steps);

/// <summary>A step of the plan.</summary>
/// <param name="Step">Unique within the turn.</param>
/// <param name="Agent">The agent's id.</param>
/// <param name="AgentName">The agent's name.</param>
/// <param name="Skill">The skill's id within the agent.</param>
/// <param name="Title">What the step does.</param>
/// <param name="Effect">read, write or pay.</param>
/// <param name="DependsOn">Steps whose outputs it takes.</param>
public sealed record PlannedStepPayload(
    string Step, string Agent, LocalizedText AgentName, string Skill, LocalizedText Title, string Effect, IReadOnlyList<string> DependsOn);

/// <summary>An agent was called. It can happen again in one step, with another agent, when the first has failed.</summary>
/// <param name="AgentName">The agent's name; null in events of earlier versions of this program.</param>
public sealed record StepStartedPayload(string TurnId, string Step, string Agent, string Skill, LocalizedText? AgentName = null);

/// <summary>An agent told how far it is.</summary>
public sealed record StepProgressPayload(string TurnId, string Step, LocalizedText Note);

/// <summary>An agent answered.</summary>
public sealed record StepCompletedPayload(string TurnId, string Step, long Milliseconds, LocalizedText? Summary);

/// <summary>An agent gave no answer.</summary>
/// <param name="Code">A name of <see cref="Agents.SkillFailure"/>, in camel case, or <c>skipped</c> when a step that it needs has failed.</param>
/// <param name="Message">What went wrong, for people.</param>
/// <param name="Final">False if a fallback is tried next.</param>
public sealed record StepFailedPayload(string TurnId, string Step, string Code, LocalizedText Message, bool Final);

/// <summary>Something to be drawn; its shape depends on its <c>kind</c>.</summary>
/// <param name="Step">The step whose agent gave it; <see cref="NoStep"/> for what the assistant shows itself.</param>
public sealed record CardPayload(string TurnId, string Step, JsonElement Card)
{
    /// <summary>Of no step.</summary>
    public const string NoStep = "";
}

/// <summary>Something must be known first; the next message answers it.</summary>
public sealed record QuestionPayload(string TurnId, string Semantic, string? Role, string Text, IReadOnlyList<string> Choices);

/// <summary>A piece of the answer.</summary>
public sealed record MessageDeltaPayload(string TurnId, string MessageId, string Text);

/// <summary>The whole answer; the deltas that made it are folded away.</summary>
/// <param name="DeltasFrom">The number of the first delta: numbers between it and this event may be missing.</param>
public sealed record MessageCompletedPayload(string TurnId, string MessageId, string Text, long? DeltasFrom);

/// <summary>A turn ended.</summary>
/// <param name="Outcome">completed, partial, cancelled or failed.</param>
/// <param name="Reason">Why it is not completed, for people; null if it is.</param>
/// <param name="Model">What a language model did and cost; null if none was asked.</param>
public sealed record TurnCompletedPayload(string TurnId, string Outcome, LocalizedText? Reason = null, ModelPayload? Model = null);

/// <summary>A language model's part in a turn.</summary>
/// <param name="Name">The model.</param>
/// <param name="Ending">A name of <see cref="OrleansAgents.Grains.Model.ModelEnding"/>, in camel case.</param>
/// <param name="Calls">Calls of it.</param>
/// <param name="InputTokens">Tokens that it read.</param>
/// <param name="OutputTokens">Tokens that it wrote.</param>
/// <param name="IsEstimate">True if the endpoint did not count them.</param>
public sealed record ModelPayload(string Name, string Ending, int Calls, long InputTokens, long OutputTokens, bool IsEstimate);

/// <summary>The person said what they think of an answer. Of several, the last counts.</summary>
/// <param name="Rating"><c>up</c>, <c>down</c>, or <c>none</c> to take it back.</param>
/// <param name="Comment">In their words; null if there are none.</param>
public sealed record FeedbackPayload(string TurnId, string Rating, string? Comment = null);
