using System.Text.Json;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Agents;

/// <summary>An agent that runs in the silo's process. Stateless: what it must remember is in resource grains.</summary>
public interface IAgentHandler
{
    /// <summary>The agent's id, as in its manifest.</summary>
    string Agent { get; }

    /// <summary>Runs a skill. Not on a grain's scheduler; several calls at once.</summary>
    /// <param name="context">The call.</param>
    /// <param name="arguments">Valid against the skill's input schema.</param>
    /// <param name="cancellationToken">Cancelled at the deadline, and when the caller gives up.</param>
    ValueTask<SkillReply> InvokeAsync(SkillContext context, JsonElement arguments, CancellationToken cancellationToken);
}

/// <summary>Speaks to agents outside of the process, of one kind of endpoint. Connections are its own, one set a silo; a grain holds none.</summary>
public interface IAgentConnector
{
    /// <summary>The kind of endpoint.</summary>
    EndpointKind Kind { get; }

    /// <summary>A handler for the agent of a manifest. Cheap: made for each call, so that a changed manifest counts at once.</summary>
    IAgentHandler HandlerOf(AgentManifest agent);
}

/// <summary>What a handler knows of a call.</summary>
/// <param name="Skill">The skill's id within the agent.</param>
/// <param name="User">The key of the user's grain.</param>
/// <param name="Language">The language of the answer's texts.</param>
/// <param name="TimeZone">The user's time zone.</param>
/// <param name="Now">When the call was made.</param>
public sealed record SkillContext(string Skill, string User, string Language, TimeZoneInfo TimeZone, DateTimeOffset Now);
