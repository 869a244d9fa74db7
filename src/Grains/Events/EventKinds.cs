namespace OrleansAgents.Grains.Events;

/// <summary>What can happen in a conversation. The names are part of the HTTP API; docs/events.md says what each carries.</summary>
public static class EventKinds
{
    public const string TurnStarted = "turn.started";
    public const string UserMessage = "user.message";
    public const string PlanCreated = "plan.created";
    public const string StepStarted = "step.started";
    public const string StepProgress = "step.progress";
    public const string StepCompleted = "step.completed";
    public const string StepFailed = "step.failed";
    public const string Card = "card";
    public const string Question = "question";
    public const string MessageDelta = "message.delta";
    public const string MessageCompleted = "message.completed";
    public const string TurnCompleted = "turn.completed";
    public const string Feedback = "feedback";
}
