namespace OrleansAgents.Grains.Shadows;

/// <summary>What trying agents in shadow may cost a silo.</summary>
public sealed class ShadowOptions
{
    /// <summary>Turns at once for which they are tried; for the others they are not. Few are enough to learn how an agent does, and what hangs keeps its place until its deadline. 0 for none.</summary>
    public int TurnsAtOnce { get; set; } = 8;

    /// <summary>Calls for one turn, made one after the other.</summary>
    public int CallsPerTurn { get; set; } = 4;
}
