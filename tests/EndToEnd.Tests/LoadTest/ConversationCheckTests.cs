using System.Text.Json;
using OrleansAgents.LoadTest;

namespace OrleansAgents.EndToEnd.Tests;

/// <summary>Each rule is broken once, and the check must say so by that rule and no other.</summary>
public sealed class ConversationCheckTests
{
    private static readonly Expectation SeventyTwo = new([72], []);

    private readonly ConversationCheck _check = new();

    [Fact]
    public void Turn_AsItShouldBe_HasNoProblem()
    {
        Turn(1, "1", "m-1", "72 each");
        Turn(8, "2", "m-2", "72 each");

        AssertFinished();
    }

    [Fact]
    public void Turn_ResponseAfterItsEvents_HasNoProblem()
    {
        _check.Sent("m-1", SeventyTwo);
        Events(1, "1", "m-1", "72");
        _check.Accepted("m-1", "1", 1);

        AssertFinished();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Event_Again_IsWrong(long sequence)
    {
        Turn(1, "1", "m-1", "72");

        Take(sequence, "turn.completed", new { turnId = "1", outcome = "completed" });

        AssertFinished(Rules.Order);
    }

    [Fact]
    public void Event_WithoutANumber_IsWrong()
    {
        Take(0, "turn.started", new { turnId = "1" });

        AssertFinished(Rules.Order);
    }

    [Fact]
    public void Events_Missing_AreWrong()
    {
        Sent("1", "m-1", 1);
        Take(1, "user.message", new { turnId = "1", clientMessageId = "m-1" });
        Take(3, "turn.started", new { turnId = "1" });
        Complete(4, "1", "72", deltasFrom: null);

        AssertFinished(Rules.Gap);
    }

    [Fact]
    public void Events_MissingWhereDeltasWereFolded_AreInOrder()
    {
        Sent("1", "m-1", 1);
        Take(1, "user.message", new { turnId = "1", clientMessageId = "m-1" });
        Take(2, "turn.started", new { turnId = "1" });
        Take(4, "card", new { turnId = "1" });
        Complete(7, "1", "72", deltasFrom: 3);

        AssertFinished();
    }

    [Fact]
    public void Events_MissingBesideFoldedDeltas_AreWrong()
    {
        Sent("1", "m-1", 1);
        Take(1, "user.message", new { turnId = "1", clientMessageId = "m-1" });
        Take(2, "turn.started", new { turnId = "1" });
        Complete(7, "1", "72", deltasFrom: 4);

        Assert.Contains("event 3 never", AssertFinished(Rules.Gap), StringComparison.Ordinal);
    }

    [Fact]
    public void Event_OfAnotherUsersTurn_IsWrong()
    {
        Turn(1, "1", "m-1", "72");

        Take(8, "user.message", new { turnId = "9", clientMessageId = "somebody's" });

        AssertFinished(Rules.Foreign);
    }

    [Fact]
    public void Response_OfAnotherTurn_IsWrong()
    {
        _check.Sent("m-1", SeventyTwo);
        _check.Accepted("m-1", "2", 1);
        Events(1, "1", "m-1", "72");

        AssertFinished(Rules.Turn);
    }

    [Fact]
    public void Response_WithAnotherNumber_IsWrong()
    {
        _check.Sent("m-1", SeventyTwo);
        Events(1, "1", "m-1", "72");
        _check.Accepted("m-1", "1", 2);

        AssertFinished(Rules.Turn);
    }

    [Fact]
    public void Message_RefusedAndYetAnswered_IsWrong()
    {
        _check.Sent("m-1", SeventyTwo);
        _check.Refused("m-1");
        Events(1, "1", "m-1", "72");

        AssertFinished(Rules.Turn);
    }

    [Fact]
    public void Message_RefusedAndNotAnswered_IsInOrder()
    {
        _check.Sent("m-1", SeventyTwo);
        _check.Refused("m-1");

        AssertFinished();
    }

    [Theory]
    [InlineData("72 each", "72 eac")]
    [InlineData("72 each", "72 each each")]
    public void Text_OtherThanItsPieces_IsWrong(string whole, string pieces)
    {
        Sent("1", "m-1", 1);
        Take(1, "user.message", new { turnId = "1", clientMessageId = "m-1" });
        Take(2, "turn.started", new { turnId = "1" });
        Take(3, "message.delta", new { turnId = "1", messageId = "a-1", text = pieces });
        Complete(4, "1", whole, deltasFrom: 3);

        AssertFinished(Rules.Text);
    }

    [Fact]
    public void Text_AfterTheWhole_IsWrong()
    {
        Sent("1", "m-1", 1);
        Take(1, "user.message", new { turnId = "1", clientMessageId = "m-1" });
        Take(2, "turn.started", new { turnId = "1" });
        Take(3, "message.completed", new { turnId = "1", messageId = "a-1", text = "72" });
        Take(4, "message.delta", new { turnId = "1", messageId = "a-1", text = "!" });
        Take(5, "turn.completed", new { turnId = "1", outcome = "completed" });

        AssertFinished(Rules.Text);
    }

    [Fact]
    public void Turn_EndedTwice_IsWrong()
    {
        Turn(1, "1", "m-1", "72");

        Take(8, "turn.completed", new { turnId = "1", outcome = "completed" });

        AssertFinished(Rules.Turn);
    }

    [Fact]
    public void Turn_NeverEnded_IsWrong()
    {
        Sent("1", "m-1", 1);
        Take(1, "user.message", new { turnId = "1", clientMessageId = "m-1" });

        Assert.Contains("never ended", AssertFinished(Rules.Turn), StringComparison.Ordinal);
    }

    [Fact]
    public void Turns_AtOnce_AreWrong()
    {
        Sent("1", "m-1", 1);
        Sent("2", "m-2", 3);
        Take(1, "user.message", new { turnId = "1", clientMessageId = "m-1" });
        Take(2, "turn.started", new { turnId = "1" });
        Take(3, "user.message", new { turnId = "2", clientMessageId = "m-2" });
        Take(4, "turn.started", new { turnId = "2" });
        Complete(5, "2", "72", deltasFrom: null);
        Complete(7, "1", "72", deltasFrom: null);

        AssertFinished(Rules.Turn);
    }

    [Fact]
    public void Message_WhileAnotherTurnRuns_IsInOrder()
    {
        Sent("1", "m-1", 1);
        Sent("2", "m-2", 3);
        Take(1, "user.message", new { turnId = "1", clientMessageId = "m-1" });
        Take(2, "turn.started", new { turnId = "1" });
        Take(3, "user.message", new { turnId = "2", clientMessageId = "m-2" });
        Complete(4, "1", "72", deltasFrom: null);
        Take(6, "turn.started", new { turnId = "2" });
        Complete(7, "2", "72", deltasFrom: null);

        AssertFinished();
    }

    [Fact]
    public void Answer_WithAnotherNumber_IsWrong()
    {
        Turn(1, "1", "m-1", "360 split among 5 is 75 each");

        Assert.Contains("72 is missing", AssertFinished(Rules.Answer), StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_ThatSaysItIsNotComplete_IsNotWrong()
    {
        Sent("1", "m-1", 1);
        Take(1, "user.message", new { turnId = "1", clientMessageId = "m-1" });
        Take(2, "turn.started", new { turnId = "1" });
        Take(3, "turn.completed", new { turnId = "1", outcome = "failed" });

        AssertFinished();
    }

    [Fact]
    public void History_WithFoldedDeltas_IsTheSame()
    {
        Turn(1, "1", "m-1", "72");

        _check.Compare(new Dictionary<long, string> { [1] = "user.message", [2] = "turn.started", [5] = "card", [6] = "message.completed", [7] = "turn.completed" });

        AssertFinished();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void History_WithMoreOrLess_IsWrong(bool more)
    {
        Turn(1, "1", "m-1", "72");
        Dictionary<long, string> history = new() { [1] = "user.message", [2] = "turn.started", [5] = "card", [6] = "message.completed", [7] = "turn.completed" };
        _ = more ? history.TryAdd(8, "card") : history.Remove(5);

        _check.Compare(history);

        AssertFinished(Rules.History);
    }

    private void Turn(long first, string turnId, string message, string answer)
    {
        Sent(turnId, message, first);
        Events(first, turnId, message, answer);
    }

    private void Sent(string turnId, string message, long sequence)
    {
        _check.Sent(message, SeventyTwo);
        _check.Accepted(message, turnId, sequence);
    }

    /// <summary>Seven events.</summary>
    private void Events(long first, string turnId, string message, string answer)
    {
        Take(first, "user.message", new { turnId, clientMessageId = message });
        Take(first + 1, "turn.started", new { turnId });
        Take(first + 2, "message.delta", new { turnId, messageId = $"a-{turnId}", text = answer[..1] });
        Take(first + 3, "message.delta", new { turnId, messageId = $"a-{turnId}", text = answer[1..] });
        Take(first + 4, "card", new { turnId });
        Complete(first + 5, turnId, answer, first + 2);
    }

    private void Complete(long sequence, string turnId, string text, long? deltasFrom)
    {
        Take(sequence, "message.completed", deltasFrom is null ? new { turnId, messageId = $"a-{turnId}", text } : new { turnId, messageId = $"a-{turnId}", text, deltasFrom });
        Take(sequence + 1, "turn.completed", new { turnId, outcome = "completed" });
    }

    private void Take(long sequence, string kind, object data) => _check.Take(new ReceivedEvent(sequence, kind, JsonSerializer.SerializeToElement(data)));

    /// <returns>The text of the first problem.</returns>
    private string AssertFinished(string? rule = null)
    {
        _check.Finish();
        Assert.Equal(rule is null ? [] : [rule], _check.Problems.Select(static problem => problem.Rule).Distinct());
        return _check.Problems.Count == 0 ? "" : _check.Problems[0].Text;
    }
}
