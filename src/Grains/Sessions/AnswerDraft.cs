using System.Text;
using OrleansAgents.Grains.Events;
using OrleansAgents.Storage;

namespace OrleansAgents.Grains.Sessions;

/// <summary>The answer of the running turn as it grows: what is in the log, and what is held back for a moment so that one event holds several deltas.</summary>
internal sealed class AnswerDraft(string turnId)
{
    /// <summary>Held text beyond this is written at once: an event must stay small, and nobody reads faster.</summary>
    private const int HeldCharactersMax = 4_000;

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _held = new();
    private string _messageId = "";

    /// <summary>The number of the first delta in the log; 0 if there is none.</summary>
    public long FirstDelta { get; set; }

    public bool HasHeld => _held.Length > 0;

    public bool IsHeldFull => _held.Length > HeldCharactersMax;

    public void Add(MessageDeltaPayload delta)
    {
        _messageId = delta.MessageId;
        _text.Append(delta.Text);
        _held.Append(delta.Text);
    }

    /// <summary>What was held back, as one event.</summary>
    public NewEvent TakeHeld()
    {
        MessageDeltaPayload payload = new(turnId, _messageId, _held.ToString());
        _held.Clear();
        return new NewEvent(EventKinds.MessageDelta, EventJson.Write(payload));
    }

    /// <summary>What was held back is part of the whole answer, which is written instead.</summary>
    public void DropHeld() => _held.Clear();

    /// <summary>The answer as far as it came, for a turn that is stopped; null if it has not begun, or if this is still the draft of the turn before.</summary>
    public MessageCompletedPayload? Unfinished(string stoppedTurnId) => stoppedTurnId != turnId || _text.Length == 0 ? null : new MessageCompletedPayload(turnId, _messageId, _text.ToString(), DeltasFrom: null);
}

/// <summary>Events among which the whole answer is: it says which deltas it replaces, and they are removed with the same write.</summary>
internal sealed class AnswerWrite(IReadOnlyList<NewEvent> before, MessageCompletedPayload answer, IReadOnlyList<NewEvent> after, byte[]? snapshot, AnswerDraft draft)
    : SessionWrite([.. before, new NewEvent(EventKinds.MessageCompleted, []), .. after], snapshot)
{
    public override bool Folds => true;

    /// <summary>Deltas that were on their way when the answer was decided are in the log by now, so their numbers are known only here.</summary>
    public override FoldedEvents? Build(List<NewEvent> append, long position)
    {
        long? from = draft.FirstDelta == 0 ? null : draft.FirstDelta;
        append.AddRange(before);
        append.Add(new NewEvent(EventKinds.MessageCompleted, EventJson.Write(answer with { DeltasFrom = from })));
        append.AddRange(after);
        return from is { } first ? new FoldedEvents(EventKinds.MessageDelta, first, position) : null;
    }
}

/// <summary>A turn that begins again removes what its earlier attempt had begun to say.</summary>
internal sealed class RetryWrite(NewEvent started, byte[] snapshot, long after) : SessionWrite([started], snapshot)
{
    public override bool Folds => true;

    public override FoldedEvents? Build(List<NewEvent> append, long position)
    {
        base.Build(append, position);
        return position > after ? new FoldedEvents(EventKinds.MessageDelta, after + 1, position) : null;
    }
}
