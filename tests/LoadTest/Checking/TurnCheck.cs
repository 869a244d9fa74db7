using System.Text;

namespace OrleansAgents.LoadTest;

/// <summary>One message that a user sent, and the turn that answers it.</summary>
internal sealed class TurnCheck(string clientMessageId, Expectation expectation)
{
    private readonly StringBuilder _answer = new();
    private (string TurnId, long Sequence)? _accepted;
    private (string TurnId, long Sequence)? _seen;
    private bool _isRefused;
    private bool _hasStarted;
    private bool _hasEnded;

    public string ClientMessageId => clientMessageId;

    public Problem? Accepted(string turnId, long sequence)
    {
        _accepted = (turnId, sequence);
        return CompareWithResponse();
    }

    public Problem? Refused()
    {
        _isRefused = true;
        return CompareWithResponse();
    }

    /// <summary>The whole text of an answer; a turn may give several.</summary>
    public void Say(string text) => _answer.Append(text).Append('\n');

    public Problem? Take(ReceivedEvent received)
    {
        if (_hasEnded)
        {
            return new Problem(Rules.Turn, $"event {received.Sequence} ({received.Kind}) is of a turn that has ended");
        }

        switch (received.Kind)
        {
            case "user.message" when _seen is not null:
                return new Problem(Rules.Turn, $"event {received.Sequence} repeats the message '{clientMessageId}' of event {_seen.Value.Sequence}");
            case "user.message":
                _seen = (received.Text("turnId") ?? "", received.Sequence);
                return CompareWithResponse();
            case "turn.started":
                // It may start again after a crash.
                _hasStarted = true;
                return null;
            case "turn.completed":
                _hasEnded = true;
                return CheckAnswer(received);
            default:
                return _hasStarted ? null : new Problem(Rules.Turn, $"event {received.Sequence} ({received.Kind}) is of a turn that has not started");
        }
    }

    public Problem? Finish()
        => _accepted is { } accepted && !_hasEnded
            ? new Problem(Rules.Turn, $"turn '{accepted.TurnId}' never ended{(_seen is null ? ", and its message never came" : "")}")
            : null;

    private Problem? CompareWithResponse()
    {
        if (_seen is not { } seen)
        {
            return null;
        }

        if (_isRefused)
        {
            return new Problem(Rules.Turn, $"event {seen.Sequence} is the message '{clientMessageId}', which the gateway had refused");
        }

        return _accepted is { } accepted && accepted != seen
            ? new Problem(Rules.Turn, $"the response said turn '{accepted.TurnId}' at event {accepted.Sequence}, the stream says turn '{seen.TurnId}' at event {seen.Sequence}")
            : null;
    }

    /// <summary>Only a turn that says it is complete is held to its answer: the others have said that something is missing.</summary>
    private Problem? CheckAnswer(ReceivedEvent completed)
        => completed.Text("outcome") == "completed" && expectation.WrongWith(_answer.ToString()) is { } wrong
            ? new Problem(Rules.Answer, $"message '{clientMessageId}': {wrong} in '{_answer.ToString().Trim()}'")
            : null;
}
