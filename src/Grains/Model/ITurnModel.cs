using System.Collections.Immutable;
using OrleansAgents.Grains.Planning;

namespace OrleansAgents.Grains.Model;

/// <summary>
/// A language model that leads a turn: it chooses skills, sees what they gave, and writes the answer. Optional; without one the rules do it all. Whatever becomes of the model, the rules can
/// go on from there, so it never throws for what the model or the network did.
/// </summary>
public interface ITurnModel
{
    /// <summary>Leads a turn until it is answered or the model fails, within the model's own budget.</summary>
    /// <exception cref="OperationCanceledException">The turn is cancelled.</exception>
    Task<ModelEnd> RunAsync(ModelTurn turn, ITurnStage stage, CancellationToken cancellationToken);
}

/// <summary>What a model may do in a turn.</summary>
public interface ITurnStage
{
    /// <summary>Calls skills, at once and each within its deadline, and shows that to the person.</summary>
    /// <returns>How each ended, in the order of the steps; null if the turn is to stop.</returns>
    Task<IReadOnlyList<SkillOutcome>?> CallAsync(ImmutableArray<PlanStep> steps, CancellationToken cancellationToken);

    /// <summary>What was said and shown earlier in the conversation, the oldest turn first; empty if this is its first turn.</summary>
    Task<ImmutableArray<EarlierTurn>> RecallAsync(CancellationToken cancellationToken);

    /// <summary>Adds words to the answer; returns when they are durable.</summary>
    /// <returns>False if the turn is to stop.</returns>
    Task<bool> SayAsync(string words);
}

/// <summary>A turn that a model may lead.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Need">What was said, and what the router made of it: its skills are those that the model is offered.</param>
/// <param name="Earlier">What was said before the question that this message answers; null if it answers none.</param>
/// <param name="Rules">What the rules would do.</param>
public sealed record ModelTurn(string TurnId, Need Need, string? Earlier, PlanningResult Rules)
{
    /// <summary>Whether the rules find nothing to do and nothing to ask: then a model may talk without having asked an agent.</summary>
    public bool RulesHaveNothing => Rules is { Plan: null, Question: null } && Rules.Unmet.All(static unmet => unmet.Reason is UnmetReason.NothingFits or UnmetReason.Talk);
}

/// <summary>How a step ended.</summary>
/// <param name="Step">The step.</param>
/// <param name="Reply">What the agent, or whoever stands before it, said.</param>
public sealed record SkillOutcome(PlanStep Step, Agents.SkillReply Reply);

/// <summary>How a model's part in a turn ended, and what it cost.</summary>
public sealed record ModelEnd(ModelEnding Ending, ModelUsage Usage);

/// <summary>What a model has cost a turn.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Calls">Calls of the model.</param>
/// <param name="InputTokens">Tokens that it has read.</param>
/// <param name="OutputTokens">Tokens that it has written.</param>
/// <param name="IsEstimate">True if the endpoint did not count a call's tokens, so that they were counted here, roughly.</param>
public sealed record ModelUsage(string Name, int Calls, long InputTokens, long OutputTokens, bool IsEstimate);

/// <summary>How a model's part in a turn ended. The list is closed.</summary>
public enum ModelEnding
{
    /// <summary>The answer is whole.</summary>
    Answered,

    /// <summary>It called no skill where the rules know one to call, or something to ask: the rules do it.</summary>
    LeftToRules,

    /// <summary>The session wants no more of the turn.</summary>
    Stopped,

    /// <summary>It did not answer in time.</summary>
    Slow,

    /// <summary>Its answer ended before its end.</summary>
    BrokenOff,

    /// <summary>What came is not the protocol.</summary>
    Malformed,

    /// <summary>It declined.</summary>
    Refused,

    /// <summary>It has too much to do, or is left alone for a while after it said so.</summary>
    Busy,

    /// <summary>It would have cost more than a turn may.</summary>
    OverBudget,

    /// <summary>It said what no agent and no person has said.</summary>
    Unsupported,

    /// <summary>It could not be reached, or refused the request.</summary>
    Unreachable,
}
