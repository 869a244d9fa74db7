using System.Collections.Immutable;
using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Storage;

namespace OrleansAgents.Grains.Model;

/// <summary>Reads the events of a conversation as the turns that they tell of. Pure.</summary>
/// <remarks>
/// Only a turn of which all is there counts: its message is among the events, and it has ended. A turn that was answered again is told once, as it was answered last. What an attempt has shown that a
/// later attempt of the same turn has made void is not told at all.
/// </remarks>
internal static class EarlierTurns
{
    /// <summary>Cards of a turn that are told: a plan of many steps has more, and its answer sums them up.</summary>
    private const int CardsMax = 6;

    /// <summary>The turns before one, the oldest first.</summary>
    /// <param name="events">Of one conversation, in their order.</param>
    /// <param name="turnId">The turn that is to know of the others; neither it nor what it replaces is among them.</param>
    public static ImmutableArray<EarlierTurn> Of(IReadOnlyList<StoredEvent> events, string turnId)
    {
        List<Draft> turns = [];
        foreach (var e in events)
        {
            Take(turns, e);
        }

        var replaced = turns.Select(static turn => turn.Replaces).OfType<string>().ToHashSet();
        return [.. turns.Where(turn => turn.Outcome is not null && turn.Id != turnId && !replaced.Contains(turn.Id)).Select(static turn => turn.ToTurn())];
    }

    private static void Take(List<Draft> turns, StoredEvent e)
    {
        switch (e.Kind)
        {
            case EventKinds.UserMessage:
                var message = EventJson.Read<UserMessagePayload>(e.Data);
                turns.Add(new Draft(message.TurnId, message.Text, message.Replaces));
                break;
            case EventKinds.TurnStarted:
                Find(EventJson.Read<TurnStartedPayload>(e.Data).TurnId)?.Begin();
                break;
            case EventKinds.PlanCreated:
                var plan = EventJson.Read<PlanCreatedPayload>(e.Data);
                Find(plan.TurnId)?.Plan([.. plan.Steps.Select(static step => new SkillRef(step.Agent, step.Skill)).Distinct()]);
                break;
            case EventKinds.Card:
                var card = EventJson.Read<CardPayload>(e.Data);
                Find(card.TurnId)?.Show(CardDigest.Of(card.Card));
                break;
            case EventKinds.MessageCompleted:
                var answer = EventJson.Read<MessageCompletedPayload>(e.Data);
                Find(answer.TurnId)?.Answer(answer.Text);
                break;
            case EventKinds.TurnCompleted:
                var end = EventJson.Read<TurnCompletedPayload>(e.Data);
                Find(end.TurnId)?.End(end.Outcome);
                break;
        }

        Draft? Find(string id) => turns.FindLast(turn => turn.Id == id);
    }

    /// <summary>A turn of which a part is read.</summary>
    private sealed class Draft(string id, string said, string? replaces)
    {
        private readonly List<string> _cards = [];
        private ImmutableArray<SkillRef> _skills = [];
        private string _answer = "";

        public string Id => id;

        public string? Replaces => replaces;

        public string? Outcome { get; private set; }

        public void Begin()
        {
            _cards.Clear();
            (_skills, _answer) = ([], "");
        }

        /// <summary>A plan that grows is told anew, with its earlier steps.</summary>
        public void Plan(ImmutableArray<SkillRef> skills) => _skills = skills;

        public void Show(string card)
        {
            if (_cards.Count < CardsMax)
            {
                _cards.Add(card);
            }
        }

        public void Answer(string text) => _answer = text;

        public void End(string outcome) => Outcome = outcome;

        public EarlierTurn ToTurn() => new(said, _answer, Outcome!, [.. _cards], _skills);
    }
}
