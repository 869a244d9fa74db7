namespace OrleansAgents.Grains.Sessions;

/// <summary>Bounds of a session, with their reasons.</summary>
public static class SessionLimits
{
    /// <summary>Characters of a message: several pages, which no person types and every router can read at once.</summary>
    public const int MessageCharactersMax = 8_000;

    /// <summary>Characters of a client message id.</summary>
    public const int ClientMessageIdCharactersMax = 64;

    /// <summary>Turns that may wait. A person who sends more than this while one runs wants to interrupt.</summary>
    public const int QueuedTurnsMax = 8;

    /// <summary>Deltas wait this long for others, so that one write holds many of them; a tenth of a second is not noticed in reading.</summary>
    public static readonly TimeSpan DeltasHeldFor = TimeSpan.FromMilliseconds(100);

    /// <summary>Hints end this long after the last request for them: whoever wants them asks again in good time.</summary>
    public static readonly TimeSpan HintsFor = TimeSpan.FromMinutes(2);

    /// <summary>A turn that says nothing for this long is taken for dead and begun again, or ended.</summary>
    public static readonly TimeSpan SilentTurnMax = TimeSpan.FromSeconds(90);

    /// <summary>Attempts to run a turn: one for the person, one after a crash, one in case a second crash follows the first. What fails more often would fail again.</summary>
    public const int TurnAttemptsMax = 3;

    /// <summary>Bytes of events that travel with a hint; larger ones are read from the log.</summary>
    public const int HintBytesMax = 32 * 1024;

    /// <summary>Characters of a comment on an answer: some paragraphs.</summary>
    public const int FeedbackCharactersMax = 2_000;

    /// <summary>Times that a person may change their mind about one answer: each is an event for ever.</summary>
    public const int FeedbackPerTurnMax = 16;
}
