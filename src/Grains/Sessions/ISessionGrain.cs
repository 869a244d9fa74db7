using Orleans.Concurrency;

namespace OrleansAgents.Grains.Sessions;

/// <summary>One conversation of a user; its key is a <see cref="SessionKey"/>. All that happened in it is in the event log, under the same name.</summary>
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Begins the conversation; does nothing if it exists.</summary>
    Task Create(string title);

    /// <summary>Takes a message and returns once it is durable; its turn runs afterwards.</summary>
    Task<SubmitReply> Submit(SessionMessage message);

    /// <summary>Ends a turn as cancelled, whether it runs or waits. A turn that has ended stays as it is.</summary>
    Task<TurnReply> Cancel(string turnId);

    /// <summary>Answers a message again. The new turn replaces the earlier one in what the page shows; nothing is removed.</summary>
    Task<SubmitReply> Regenerate(string turnId, string? clientMessageId);

    /// <summary>Keeps what the person thinks of a turn that has ended. The same again changes nothing.</summary>
    Task<FeedbackReply> Rate(TurnFeedback feedback);

    /// <summary>Removes the conversation. A running turn is stopped first.</summary>
    Task<bool> Delete();

    /// <summary>
    /// Asks for hints about new events, until <see cref="SessionLimits.HintsFor"/> after the last such call. It also wakes the session, so that a turn that a crash has cut off goes on.
    /// </summary>
    /// <returns>The number of the last event; null if there is no such conversation.</returns>
    Task<long?> Subscribe(IEventHints hints);

    /// <summary>Ends the hints.</summary>
    Task Unsubscribe(IEventHints hints);

    /// <summary>Takes events of a running turn, from whoever runs it. They are durable when it returns, but for deltas, which may wait for others up to <see cref="SessionLimits.DeltasHeldFor"/>.</summary>
    [AlwaysInterleave]
    Task<AppendReply> Append(TurnAppend append);
}

/// <summary>Hears of new events. A hint may be lost: whoever hears it reads the log, and looks there from time to time anyway.</summary>
public interface IEventHints : IGrainObserver
{
    /// <summary>Events were appended.</summary>
    [OneWay]
    Task Appended(EventHint hint);
}

/// <summary>New events of a stream.</summary>
/// <param name="Stream">The stream's name, which is the session's key.</param>
/// <param name="LastSequence">The number of its last event.</param>
/// <param name="Events">The new events, so that nobody needs to read them; empty if they were too large to be sent along.</param>
[GenerateSerializer, Immutable]
public sealed record EventHint([property: Id(0)] string Stream, [property: Id(1)] long LastSequence, [property: Id(2)] IReadOnlyList<HintedEvent> Events);

/// <summary>An event as the log holds it.</summary>
[GenerateSerializer, Immutable]
public sealed record HintedEvent([property: Id(0)] long Sequence, [property: Id(1)] string Kind, [property: Id(2)] DateTimeOffset At, [property: Id(3)] byte[] Data);

/// <summary>A message to a session.</summary>
/// <param name="Text">1 to <see cref="SessionLimits.MessageCharactersMax"/> characters.</param>
/// <param name="ClientMessageId">The same for every attempt to send it.</param>
/// <param name="OnBusy">What to do while a turn runs.</param>
/// <param name="Language">The language of the page, such as zh-CN.</param>
/// <param name="TimeZone">The person's time zone, an IANA id.</param>
[GenerateSerializer, Immutable]
public sealed record SessionMessage(
    [property: Id(0)] string Text,
    [property: Id(1)] string ClientMessageId,
    [property: Id(2)] OnBusy OnBusy,
    [property: Id(3)] string Language,
    [property: Id(4)] string TimeZone);

/// <summary>What to do with a message while a turn runs.</summary>
public enum OnBusy
{
    /// <summary>It waits for its turn.</summary>
    Enqueue,

    /// <summary>The running turn is cancelled, and this one comes next.</summary>
    Interrupt,

    /// <summary>It is refused.</summary>
    Reject,
}

/// <summary>What became of a message.</summary>
/// <param name="Outcome">Whether it was taken.</param>
/// <param name="TurnId">The turn that answers it, if it was taken now or earlier.</param>
/// <param name="Sequence">The number of its event, if it was taken.</param>
/// <param name="Detail">Why it was refused, with the value and the limit; null if it was taken.</param>
/// <param name="RetryAfter">When it can be sent again, if waiting helps and that is known.</param>
[GenerateSerializer, Immutable]
public sealed record SubmitReply(
    [property: Id(0)] SubmitOutcome Outcome, [property: Id(1)] string? TurnId = null, [property: Id(2)] long Sequence = 0, [property: Id(3)] string? Detail = null, [property: Id(4)] TimeSpan? RetryAfter = null);

/// <summary>What became of a message.</summary>
public enum SubmitOutcome
{
    /// <summary>It is durable, and its turn runs or waits.</summary>
    Accepted,

    /// <summary>It was taken before, under the same client message id.</summary>
    Repeated,

    /// <summary>Another text was taken under the same client message id.</summary>
    OtherText,

    /// <summary>There is no such conversation, or no such turn.</summary>
    NotFound,

    /// <summary>A turn runs, and the message was not to wait.</summary>
    Busy,

    /// <summary>As many turns wait as may.</summary>
    QueueFull,

    /// <summary>The user has sent too many messages for now.</summary>
    OverQuota,

    /// <summary>The conversation is as long as it may be.</summary>
    ConversationFull,
}

/// <summary>What became of a request about a turn.</summary>
public enum TurnReply
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>The turn had ended before.</summary>
    Ended,

    /// <summary>There is no such turn or conversation.</summary>
    NotFound,
}

/// <summary>What a person thinks of an answer.</summary>
/// <param name="TurnId">The turn that has given it.</param>
/// <param name="Rating">up, down, or none.</param>
/// <param name="Comment">Up to <see cref="SessionLimits.FeedbackCharactersMax"/> characters; null for none.</param>
[GenerateSerializer, Immutable]
public sealed record TurnFeedback([property: Id(0)] string TurnId, [property: Id(1)] string Rating, [property: Id(2)] string? Comment = null);

/// <summary>What became of feedback.</summary>
public enum FeedbackReply
{
    /// <summary>It is kept.</summary>
    Kept,

    /// <summary>There is no such turn or conversation.</summary>
    NotFound,

    /// <summary>The turn runs or waits: there is no answer yet.</summary>
    NotEnded,

    /// <summary>It was changed as often as it may be.</summary>
    TooOften,
}

/// <summary>Events of a running turn.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Attempt">Which attempt to run it; an earlier one's events are refused.</param>
/// <param name="Number">Counts the appends of an attempt from 1, so that a repeated one is known.</param>
/// <param name="Events">In their order.</param>
[GenerateSerializer, Immutable]
public sealed record TurnAppend(
    [property: Id(0)] string TurnId, [property: Id(1)] int Attempt, [property: Id(2)] int Number, [property: Id(3)] IReadOnlyList<TurnEvent> Events);

/// <summary>An event of a turn.</summary>
[GenerateSerializer, Immutable]
public sealed record TurnEvent([property: Id(0)] string Kind, [property: Id(1)] byte[] Data)
{
    /// <summary>Makes an event of a payload.</summary>
    public static TurnEvent Of<T>(string kind, T payload) => new(kind, Events.EventJson.Write(payload));
}

/// <summary>Whether whoever runs a turn goes on.</summary>
public enum AppendReply
{
    /// <summary>The events are in the log.</summary>
    Continue,

    /// <summary>The turn was cancelled, has ended, or runs elsewhere; the events were dropped, and the runner stops.</summary>
    Stop,
}
