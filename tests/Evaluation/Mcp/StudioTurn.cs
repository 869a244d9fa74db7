using System.Text.Json;
using OrleansAgents.Grains.Events;

namespace OrleansAgents.Evaluation;

/// <summary>A turn as its events tell it.</summary>
/// <param name="Steps">The plan that was shown.</param>
/// <param name="Done">The steps that were done.</param>
/// <param name="Cards">What steps gave, by step.</param>
/// <param name="Answer">The words.</param>
/// <param name="Outcome">completed, partial, cancelled or failed.</param>
/// <param name="Asks">Whether something is asked for.</param>
internal sealed record StudioTurn(
    IReadOnlyList<PlannedStepPayload> Steps, IReadOnlySet<string> Done, IReadOnlyDictionary<string, JsonElement> Cards, string Answer, string Outcome, bool Asks)
{
    /// <summary>Reads a stream of server-sent events.</summary>
    public static StudioTurn Of(string stream)
    {
        IReadOnlyList<PlannedStepPayload> steps = [];
        HashSet<string> done = [];
        Dictionary<string, JsonElement> cards = [];
        var (kind, answer, outcome, asks) = ("", "", "", false);
        foreach (var line in stream.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                kind = line[7..];
            }

            if (!line.StartsWith("data: ", StringComparison.Ordinal))
            {
                continue;
            }

            var data = System.Text.Encoding.UTF8.GetBytes(line[6..]);
            switch (kind)
            {
                case EventKinds.PlanCreated:
                    steps = EventJson.Read<PlanCreatedPayload>(data).Steps;
                    break;
                case EventKinds.StepCompleted:
                    done.Add(EventJson.Read<StepCompletedPayload>(data).Step);
                    break;
                case EventKinds.Card:
                    var card = EventJson.Read<CardPayload>(data);
                    cards[card.Step] = card.Card;
                    break;
                case EventKinds.Question:
                    asks = true;
                    break;
                case EventKinds.MessageCompleted:
                    answer = EventJson.Read<MessageCompletedPayload>(data).Text;
                    break;
                case EventKinds.TurnCompleted:
                    outcome = EventJson.Read<TurnCompletedPayload>(data).Outcome;
                    break;
            }
        }

        return new StudioTurn(steps, done, cards, answer, outcome, asks);
    }

    /// <summary>The card of a skill's step; null if it has none.</summary>
    public JsonElement? CardOf(string skill) => StepOf(skill) is { } step && Cards.TryGetValue(step.Step, out var card) ? card : null;

    /// <summary>Whether a step of one skill, which is done, takes what a step of another gave.</summary>
    public bool Feeds(string first, string second) => StepOf(first) is { } giving && StepOf(second) is { } taking && Done.Contains(giving.Step) && Done.Contains(taking.Step) && taking.DependsOn.Contains(giving.Step);

    private PlannedStepPayload? StepOf(string skill) => Steps.FirstOrDefault(step => $"{step.Agent}.{step.Skill}" == skill);
}
