namespace OrleansAgents.Grains.Intents;

/// <summary>Bounds of the turns that a silo runs.</summary>
public sealed class TurnOptions
{
    /// <summary>Turns at once on a silo. A turn mostly waits for agents and holds some tens of kilobytes; more would only make all of them late.</summary>
    public int RunningTurnsMax { get; set; } = 2_000;

    /// <summary>How long a turn may take. Whatever has not come by then is said to be missing.</summary>
    public TimeSpan TurnDeadline { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Attempts to give an event to the session, which may be on its way to another silo.</summary>
    public int AppendAttemptsMax { get; set; } = 6;
}
