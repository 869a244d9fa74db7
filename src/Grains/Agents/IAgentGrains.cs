namespace OrleansAgents.Grains.Agents;

/// <summary>A user's relation to an agent, <c>user/agent</c>: what the user has allowed, and what was done for them.</summary>
public interface IAgentLinkGrain : IGrainWithStringKey
{
    /// <summary>Calls a skill for the user, if they have allowed it. Always replies; an agent that fails is a reply, not an exception.</summary>
    Task<SkillReply> Invoke(SkillCall call, CancellationToken cancellationToken = default);
}

/// <summary>A business agent, by its id; one activation a silo.</summary>
public interface IAgentGrain : IGrainWithStringKey
{
    /// <summary>Calls a skill within the agent's limits. Always replies.</summary>
    Task<SkillReply> Invoke(SkillCall call, CancellationToken cancellationToken = default);
}
