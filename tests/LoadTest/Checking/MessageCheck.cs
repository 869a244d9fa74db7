using System.Text;

namespace OrleansAgents.LoadTest;

/// <summary>One answer's pieces against the whole.</summary>
internal sealed class MessageCheck(string messageId)
{
    private readonly StringBuilder _pieces = new();
    private long? _firstDelta;
    private bool _isComplete;

    public Problem? Take(ReceivedEvent delta)
    {
        if (_isComplete)
        {
            return new Problem(Rules.Text, $"event {delta.Sequence} is a piece of message {messageId}, which was completed before");
        }

        _firstDelta ??= delta.Sequence;
        _pieces.Append(delta.Text("text"));
        return null;
    }

    /// <param name="completed">The whole message.</param>
    /// <param name="gaps">What is missing before it; a client that has missed pieces cannot compare.</param>
    public Problem? Complete(ReceivedEvent completed, NumberGaps gaps)
    {
        if (_isComplete)
        {
            return new Problem(Rules.Text, $"event {completed.Sequence} completes message {messageId}, which was completed before");
        }

        _isComplete = true;
        var from = completed.Number("deltasFrom");
        if (from is null)
        {
            return _firstDelta is { } first ? new Problem(Rules.Text, $"event {completed.Sequence} completes message {messageId} and names no deltas, but event {first} was one") : null;
        }

        if (_firstDelta < from)
        {
            return new Problem(Rules.Text, $"event {completed.Sequence} says that message {messageId} begins at {from}, but event {_firstDelta} was a piece of it");
        }

        if (gaps.Touches(from.Value, completed.Sequence - 1))
        {
            return null;
        }

        var whole = completed.Text("text") ?? "";
        return _pieces.ToString() == whole
            ? null
            : new Problem(Rules.Text, $"event {completed.Sequence} says that message {messageId} is '{whole}', its pieces were '{_pieces}'");
    }
}
