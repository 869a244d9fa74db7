using System.Diagnostics.Metrics;
using OrleansAgents.Grains.Model;
using OrleansAgents.Grains.Telemetry;

namespace OrleansAgents.Connectors.Model;

/// <summary>What models cost, by model. No message's words are in it.</summary>
internal static class ModelTelemetry
{
    /// <summary>The assistant's own meter, so that whoever reads that one reads this too.</summary>
    private static readonly Meter Meter = new(AssistantTelemetry.Name);
    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>("assistant.model.tokens", "{token}", "Tokens that models read and wrote.");
    private static readonly Counter<long> Calls = Meter.CreateCounter<long>("assistant.model.calls", "{call}", "Calls of models.");
    private static readonly Histogram<double> TurnSeconds = Meter.CreateHistogram<double>("assistant.model.turn.duration", "s", "A model's part of a turn, with the agents that it calls.");

    public static void Record(ModelUsage usage, ModelEnding ending, TimeSpan took)
    {
        KeyValuePair<string, object?> model = new("model", usage.Name);
        Calls.Add(usage.Calls, model);
        Tokens.Add(usage.InputTokens, model, new("direction", "input"));
        Tokens.Add(usage.OutputTokens, model, new("direction", "output"));
        TurnSeconds.Record(took.TotalSeconds, model, new("ending", ending.ToString()));
    }
}
