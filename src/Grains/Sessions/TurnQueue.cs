using System.Collections.Immutable;

namespace OrleansAgents.Grains.Sessions;

/// <summary>
/// One turn at a time: decides what becomes of a new turn while another runs. Pure: it takes a snapshot and gives the next one.
/// </summary>
internal static class TurnQueue
{
    /// <summary>Step 3: the turn starts, waits, interrupts or is refused.</summary>
    /// <param name="snapshot">The session as it is.</param>
    /// <param name="turn">The new turn.</param>
    /// <param name="onBusy">What its sender wants if another runs.</param>
    /// <param name="position">The number of the session's last event.</param>
    public static Admission Admit(SessionSnapshot snapshot, TurnTicket turn, OnBusy onBusy, long position)
    {
        if (snapshot.Running is not { } running)
        {
            return new Admission(SubmitOutcome.Accepted, Start(snapshot, turn, position), Starts: true, Interrupts: null);
        }

        return onBusy switch
        {
            OnBusy.Reject => new Admission(SubmitOutcome.Busy, snapshot, Starts: false, Interrupts: null),
            OnBusy.Interrupt => new Admission(SubmitOutcome.Accepted, Start(snapshot with { Running = null }, turn, position), Starts: true, Interrupts: running),
            _ when snapshot.Waiting.Length >= SessionLimits.QueuedTurnsMax => new Admission(SubmitOutcome.QueueFull, snapshot, Starts: false, Interrupts: null),
            _ => new Admission(SubmitOutcome.Accepted, snapshot with { Waiting = snapshot.Waiting.Add(turn) }, Starts: false, Interrupts: null),
        };
    }

    /// <summary>The running turn has ended: the next one starts, if one waits.</summary>
    /// <param name="snapshot">With a running turn.</param>
    /// <param name="question">What the turn has asked; null if nothing.</param>
    /// <param name="position">The number of the session's last event.</param>
    public static SessionSnapshot End(SessionSnapshot snapshot, AskedQuestion? question, long position)
    {
        var rested = snapshot with { Running = null, Question = question };
        return rested.Waiting is [var next, .. var others] ? Start(rested with { Waiting = others }, next, position) : rested;
    }

    /// <summary>A waiting turn is taken out; null if it does not wait.</summary>
    public static SessionSnapshot? Withdraw(SessionSnapshot snapshot, string turnId)
    {
        var waiting = snapshot.Waiting.RemoveAll(turn => turn.TurnId == turnId);
        return waiting.Length == snapshot.Waiting.Length ? null : snapshot with { Waiting = waiting };
    }

    /// <summary>The running turn begins again; null if it has been tried as often as may be.</summary>
    /// <param name="snapshot">With a running turn.</param>
    /// <param name="position">The number of the session's last event.</param>
    public static SessionSnapshot? Retry(SessionSnapshot snapshot, long position)
        => snapshot.Running is { } running && running.Attempt < SessionLimits.TurnAttemptsMax
            ? snapshot with { Running = running with { Attempt = running.Attempt + 1, After = position } }
            : null;

    /// <summary>A question is answered by the turn that starts next, whichever it is.</summary>
    private static SessionSnapshot Start(SessionSnapshot snapshot, TurnTicket turn, long position)
        => snapshot with { Running = turn with { Attempt = 1, Answers = snapshot.Question, After = position }, Question = null };
}

/// <summary>What becomes of a new turn.</summary>
/// <param name="Outcome">Accepted, Busy or QueueFull.</param>
/// <param name="Snapshot">The session afterwards.</param>
/// <param name="Starts">True if the turn runs at once.</param>
/// <param name="Interrupts">The turn that is cancelled for it.</param>
internal sealed record Admission(SubmitOutcome Outcome, SessionSnapshot Snapshot, bool Starts, TurnTicket? Interrupts);
