namespace OrleansAgents.TestKit;

/// <summary>How weak a <see cref="WeakEngine"/> is. Shares are probabilities from 0 to 1; each is drawn for every call anew, from <see cref="Seed"/>, the grain, the method and how often it has been called.</summary>
public sealed record WeakEngineOptions
{
    /// <summary>Nothing goes wrong: the base for tests of one weakness at a time.</summary>
    public static WeakEngineOptions None { get; } = new() { NeverArrives = 0, ArrivesLate = 0, LosesAnswer = 0, IsHeld = 0, Splits = 0 };

    public int Seed { get; init; } = 1;

    /// <summary>Share of calls that never reach their grain; the caller gets a <see cref="TimeoutException"/>.</summary>
    public double NeverArrives { get; init; } = 0.02;

    /// <summary>Share of calls that reach their grain only after the caller has got a <see cref="TimeoutException"/>.</summary>
    public double ArrivesLate { get; init; } = 0.02;

    /// <summary>Share of calls that run, and whose caller gets a <see cref="TimeoutException"/> all the same.</summary>
    public double LosesAnswer { get; init; } = 0.02;

    /// <summary>Share of calls that later calls overtake.</summary>
    public double IsHeld { get; init; } = 0.2;

    /// <summary>A held call is overtaken by up to so many others.</summary>
    public int OvertakenByMax { get; init; } = 10;

    /// <summary>A held call goes on after this time even if nothing has overtaken it.</summary>
    public TimeSpan HeldMax { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Share of calls with which a second activation of their grain begins.</summary>
    public double Splits { get; init; } = 0.02;

    /// <summary>A second activation lasts for up to so many calls, of which about half go to it.</summary>
    public int SplitCallsMax { get; init; } = 20;

    /// <summary>How long the caller of a lost call waits for its <see cref="TimeoutException"/>: shorter than the engine's own time-out, so that tests do not take long.</summary>
    public TimeSpan LossTimeout { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The engine's own time-out for calls that take too long.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The shortest period that a reminder may have, whatever the application has configured.</summary>
    public TimeSpan ReminderPeriodMin { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Which grain interfaces are concerned; Orleans' own never are.</summary>
    public Func<Type, bool> Concerns { get; init; } = static _ => true;

    /// <summary>What <see cref="LossTimeout"/> and <see cref="HeldMax"/> are measured by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>What a <see cref="WeakEngine"/> has done to calls so far.</summary>
/// <param name="Calls">Calls that it decided about.</param>
/// <param name="NeverArrived">Lost before they ran.</param>
/// <param name="ArrivedLate">Run after their caller had given up.</param>
/// <param name="AnswersLost">Run, and their answer lost.</param>
/// <param name="Held">Held back for others to overtake.</param>
/// <param name="Splits">Second activations that began.</param>
/// <param name="ToDuplicates">Calls that went to a second activation.</param>
public sealed record WeakEngineCounts(long Calls, long NeverArrived, long ArrivedLate, long AnswersLost, long Held, long Splits, long ToDuplicates);
