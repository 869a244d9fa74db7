using OrleansAgents.Grains.Sessions;

namespace OrleansAgents.Assistant.Tests.Sessions;

public sealed class TurnQueueTests
{
    private static readonly AskedQuestion PartySize = new("PartySize", null, ["t0"]);

    [Fact]
    public void Admit_RestingSession_Starts()
    {
        var admission = TurnQueue.Admit(new SessionSnapshot(), Turn("a"), OnBusy.Reject, position: 7);

        Assert.Equal(SubmitOutcome.Accepted, admission.Outcome);
        Assert.True(admission.Starts);
        Assert.Equal(Turn("a") with { Attempt = 1, After = 7 }, admission.Snapshot.Running);
    }

    [Fact]
    public void Admit_BusyAndReject_ChangesNothing()
    {
        var busy = Running("a");

        var admission = TurnQueue.Admit(busy, Turn("b"), OnBusy.Reject, position: 0);

        Assert.Equal(SubmitOutcome.Busy, admission.Outcome);
        Assert.Same(busy, admission.Snapshot);
    }

    [Fact]
    public void Admit_BusyAndEnqueue_WaitsBehindTheOthers()
    {
        var snapshot = TurnQueue.Admit(Running("a"), Turn("b"), OnBusy.Enqueue, position: 0).Snapshot;

        var admission = TurnQueue.Admit(snapshot, Turn("c"), OnBusy.Enqueue, position: 0);

        Assert.False(admission.Starts);
        Assert.Equal(["b", "c"], admission.Snapshot.Waiting.Select(turn => turn.TurnId));
        Assert.Equal("a", admission.Snapshot.Running!.TurnId);
    }

    [Fact]
    public void Admit_QueueAtItsEdge_TakesTheLastAndRefusesTheNext()
    {
        var snapshot = Running("a");
        for (var index = 1; index < SessionLimits.QueuedTurnsMax; index++)
        {
            snapshot = TurnQueue.Admit(snapshot, Turn($"w{index}"), OnBusy.Enqueue, position: 0).Snapshot;
        }

        var last = TurnQueue.Admit(snapshot, Turn("last"), OnBusy.Enqueue, position: 0);
        var next = TurnQueue.Admit(last.Snapshot, Turn("next"), OnBusy.Enqueue, position: 0);

        Assert.Equal(SubmitOutcome.Accepted, last.Outcome);
        Assert.Equal(SubmitOutcome.QueueFull, next.Outcome);
        Assert.Same(last.Snapshot, next.Snapshot);
    }

    [Fact]
    public void Admit_Interrupt_StartsAtOnceAndKeepsThoseThatWait()
    {
        var snapshot = TurnQueue.Admit(Running("a"), Turn("b"), OnBusy.Enqueue, position: 0).Snapshot;

        var admission = TurnQueue.Admit(snapshot, Turn("c"), OnBusy.Interrupt, position: 0);

        Assert.Equal("a", admission.Interrupts!.TurnId);
        Assert.Equal("c", admission.Snapshot.Running!.TurnId);
        Assert.Equal(["b"], admission.Snapshot.Waiting.Select(turn => turn.TurnId));
    }

    [Fact]
    public void End_SomethingWaits_StartsTheFirst()
    {
        var snapshot = TurnQueue.Admit(Running("a"), Turn("b"), OnBusy.Enqueue, position: 0).Snapshot;

        var ended = TurnQueue.End(snapshot, question: null, position: 3);

        Assert.Equal(Turn("b") with { Attempt = 1, After = 3 }, ended.Running);
        Assert.Empty(ended.Waiting);
    }

    [Fact]
    public void End_WithQuestion_TheNextTurnAnswersItAndOnlyThat()
    {
        var asked = TurnQueue.End(Running("a"), PartySize, position: 0);

        var answering = TurnQueue.Admit(asked, Turn("b"), OnBusy.Enqueue, position: 0).Snapshot;
        var later = TurnQueue.Admit(TurnQueue.End(answering, question: null, position: 0), Turn("c"), OnBusy.Enqueue, position: 0).Snapshot;

        Assert.Equal(PartySize, answering.Running!.Answers);
        Assert.Null(later.Running!.Answers);
    }

    [Fact]
    public void Retry_AttemptsUsedUp_IsNull()
    {
        var snapshot = Running("a");
        for (var attempt = 1; attempt < SessionLimits.TurnAttemptsMax; attempt++)
        {
            snapshot = TurnQueue.Retry(snapshot, position: attempt);
            Assert.Equal(attempt + 1, snapshot!.Running!.Attempt);
            Assert.Equal(attempt, snapshot.Running.After);
        }

        Assert.Null(TurnQueue.Retry(snapshot, position: 9));
    }

    [Fact]
    public void Withdraw_TurnThatDoesNotWait_IsNull() => Assert.Null(TurnQueue.Withdraw(Running("a"), "a"));

    [Fact]
    public void Snapshot_WrittenAndRead_IsTheSame()
    {
        var snapshot = TurnQueue.Admit(Running("a"), Turn("b"), OnBusy.Enqueue, position: 4).Snapshot with { Question = PartySize };

        var read = SessionSnapshot.Read(snapshot.Write());

        Assert.Equal(snapshot.Running, read.Running);
        Assert.Equal(snapshot.Waiting.AsEnumerable(), read.Waiting.AsEnumerable());
        Assert.Equal(PartySize.Turns.AsEnumerable(), read.Question!.Turns.AsEnumerable());
    }

    [Fact]
    public void Snapshot_OfARestingSession_IsReadWithAnEmptyQueue() => Assert.Empty(SessionSnapshot.Read(new SessionSnapshot().Write()).Waiting);

    private static TurnTicket Turn(string id) => new(id, Attempt: 0, "en", "Asia/Shanghai");

    private static SessionSnapshot Running(string id) => TurnQueue.Admit(new SessionSnapshot(), Turn(id), OnBusy.Enqueue, position: 0).Snapshot;
}
