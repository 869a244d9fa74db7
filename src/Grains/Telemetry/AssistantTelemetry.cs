using System.Diagnostics;
using System.Diagnostics.Metrics;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Intents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;

namespace OrleansAgents.Grains.Telemetry;

/// <summary>Traces and metrics of the assistant. No message's words are in them.</summary>
public static class AssistantTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "OrleansAgents.Assistant";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> TurnSeconds = Meter.CreateHistogram<double>("assistant.turn.duration", "s", "From the start of a turn to its end.");
    private static readonly Histogram<double> StepSeconds = Meter.CreateHistogram<double>("assistant.step.duration", "s", "From the call of a skill to its reply.");

    internal static Counter<long> TurnsRefused { get; } = Meter.CreateCounter<long>("assistant.turns.refused", "{turn}", "Turns that a silo did not begin, being at its limit.");

    /// <summary>Calls of agents in shadow, by skill and failure.</summary>
    private static readonly Counter<long> ShadowCalls = Meter.CreateCounter<long>("assistant.shadow.calls", "{call}", "Calls of agents in shadow, whose results nobody sees.");

    internal static Counter<long> ShadowsLeftOut { get; } = Meter.CreateCounter<long>("assistant.shadow.turns.left_out", "{turn}", "Turns that agents in shadow were not tried for, since as many as may were.");

    internal static Activity? StartTurn(TurnRequest request, ActivityContext parent)
        => Source.StartActivity("assistant.turn", ActivityKind.Internal, parent)?.SetTag("turn.id", request.TurnId).SetTag("turn.attempt", request.Attempt);

    internal static Activity? StartUnderstanding() => Source.StartActivity("assistant.understand");

    internal static Activity? StartPlan() => Source.StartActivity("assistant.plan");

    internal static Activity? StartStep(CallSkill call) => Source.StartActivity("assistant.step")?.SetTag("step.id", call.Step.Id).SetTag("skill", call.Skill.ToString());

    internal static Activity? StartSkill(SkillRef skill) => Source.StartActivity("assistant.skill")?.SetTag("skill", skill.ToString());

    internal static void RecordTurn(string outcome, TimeSpan took) => TurnSeconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    internal static void RecordShadow(SkillRef skill, SkillFailure? failure) => ShadowCalls.Add(1, new("skill", skill.ToString()), new("failure", failure?.ToString() ?? "none"));

    internal static void RecordStep(Activity? activity, SkillRef skill, SkillFailure? failure, TimeSpan took)
    {
        if (failure is not null)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.ToString());
        }

        StepSeconds.Record(took.TotalSeconds, new("skill", skill.ToString()), new("failure", failure?.ToString() ?? "none"));
    }
}
