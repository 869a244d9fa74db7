namespace OrleansAgents.Grains.Agents;

/// <summary>How far an agent is trusted. An operator sets it; what its calls come to can only lower it, see <see cref="SkillHealth.Ceiling"/>.</summary>
public enum AgentTier
{
    /// <summary>No turn of a person uses it. What it only reads is called once the answer is there, to see how it does; services can call it, to try it.</summary>
    Shadow,

    /// <summary>What only reads is used.</summary>
    ReadOnly,

    /// <summary>What changes something is used once a person has confirmed it.</summary>
    Confirm,

    /// <summary>Small changes within what a person has granted are made without asking.</summary>
    Auto,
}
