using OrleansAgents.Grains.Events;
using OrleansAgents.Grains.Sessions;
using OrleansAgents.Storage;

namespace OrleansAgents.Assistant.Tests.Support;

/// <summary>What must be true of every conversation, on any engine, whatever became of its calls.</summary>
internal static class ConversationCheck
{
    /// <summary>Checks the whole log of a conversation that rests.</summary>
    public static void Check(IReadOnlyList<StoredEvent> events)
    {
        Assert.All(events.Zip(events.Skip(1)), static pair => Assert.True(pair.First.Sequence < pair.Second.Sequence, $"Event {pair.Second.Sequence} follows {pair.First.Sequence}."));
        var messages = Read<UserMessagePayload>(events, EventKinds.UserMessage);
        var ended = Read<TurnCompletedPayload>(events, EventKinds.TurnCompleted);
        Assert.Equal(messages.Count, messages.Select(static message => message.TurnId).Distinct().Count());
        Assert.Equal(messages.Count, messages.Where(static message => message.Replaces is null).Select(static message => message.ClientMessageId).Distinct().Count() + messages.Count(static message => message.Replaces is not null));
        Assert.Equal(messages.Select(static message => message.TurnId).Order(), ended.Select(static end => end.TurnId).Order());
        string? running = null;
        Attempt attempt = new();
        foreach (var e in events)
        {
            switch (e.Kind)
            {
                case EventKinds.UserMessage or EventKinds.Feedback:
                    break;
                case EventKinds.TurnStarted:
                    var started = EventJson.Read<TurnStartedPayload>(e.Data);
                    Assert.True(running is null || running == started.TurnId, $"Turn {started.TurnId} starts while {running} runs.");
                    running = started.TurnId;
                    attempt = new Attempt();
                    break;
                case EventKinds.TurnCompleted:
                    var end = EventJson.Read<TurnCompletedPayload>(e.Data);
                    Assert.True(running == end.TurnId || end.Outcome == TurnOutcomes.Cancelled, $"Turn {end.TurnId} ends while {running ?? "none"} runs.");
                    Assert.Equal(end.Outcome != TurnOutcomes.Completed, end.Reason is not null);
                    running = running == end.TurnId ? null : running;
                    break;
                default:
                    Assert.NotNull(running);
                    attempt.Take(e, running);
                    break;
            }
        }
    }

    private static List<T> Read<T>(IReadOnlyList<StoredEvent> events, string kind) => [.. events.Where(e => e.Kind == kind).Select(static e => EventJson.Read<T>(e.Data))];

    /// <summary>The events of one attempt to run a turn: nothing is shown, and nothing said, that no step of it has given.</summary>
    private sealed class Attempt
    {
        /// <summary>How the assistant's own sentences are known: none of the tests' agents says anything like them.</summary>
        private static readonly string[] OwnWords = ["could not be done:", "没有完成：", "needs your confirmation", "How many people?", "I have no agent for"];

        private readonly HashSet<string> _started = [];
        private readonly Dictionary<string, StepCompletedPayload> _done = [];
        private bool _isAnswered;

        public void Take(StoredEvent e, string turn)
        {
            switch (e.Kind)
            {
                case EventKinds.StepStarted:
                    _started.Add(EventJson.Read<StepStartedPayload>(e.Data).Step);
                    break;
                case EventKinds.StepCompleted:
                    var completed = EventJson.Read<StepCompletedPayload>(e.Data);
                    Assert.Equal(turn, completed.TurnId);
                    Assert.Contains(completed.Step, _started);
                    Assert.True(_done.TryAdd(completed.Step, completed), $"Step {completed.Step} ends twice.");
                    break;
                case EventKinds.StepFailed:
                    Assert.DoesNotContain(EventJson.Read<StepFailedPayload>(e.Data).Step, _done.Keys);
                    break;
                case EventKinds.Card:
                    Assert.Contains(EventJson.Read<CardPayload>(e.Data).Step, _done.Keys);
                    break;
                case EventKinds.MessageCompleted:
                    Assert.False(_isAnswered, $"Turn {turn} is answered twice in one attempt.");
                    _isAnswered = true;
                    CheckAnswer(EventJson.Read<MessageCompletedPayload>(e.Data));
                    break;
            }
        }

        private void CheckAnswer(MessageCompletedPayload answer)
        {
            var rest = answer.Text;
            foreach (var said in _done.Values.Select(static step => step.Summary).OfType<Grains.LocalizedText>().SelectMany(static text => new[] { text.Zh, text.En }).OrderByDescending(static text => text.Length))
            {
                rest = rest.Replace(said, "", StringComparison.Ordinal);
            }

            foreach (var paragraph in rest.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                Assert.True(OwnWords.Any(word => paragraph.Contains(word, StringComparison.Ordinal)), $"Nobody has said '{paragraph}'.");
            }
        }
    }
}
