using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Registry;

/// <summary>All manifests, the tiers of their agents, and what is left of them for persons' turns. Immutable.</summary>
/// <param name="All">Every agent.</param>
/// <param name="InUse">Without the agents in <see cref="AgentTier.Shadow"/>, and without what changes something of those in <see cref="AgentTier.ReadOnly"/>.</param>
/// <param name="Shadowed">Those in use, and of the agents in shadow what only reads; null if there is nothing of the kind.</param>
/// <param name="Tiers">What operators have set, by agent.</param>
internal sealed record TieredManifests(ManifestSet All, ManifestSet InUse, ManifestSet? Shadowed, IReadOnlyDictionary<string, AgentTier> Tiers)
{
    /// <summary>An agent of which nobody has said anything asks before it changes something.</summary>
    public const AgentTier Default = AgentTier.Confirm;

    public static TieredManifests Of(ManifestSet all, Dictionary<string, AgentTier> tiers)
    {
        if (tiers.Values.All(static tier => tier > AgentTier.ReadOnly))
        {
            return new TieredManifests(all, all, null, tiers);
        }

        var inUse = all.Agents
            .Where(agent => Tier(tiers, agent.Id) > AgentTier.Shadow)
            .Select(agent => Tier(tiers, agent.Id) > AgentTier.ReadOnly ? agent : Reading(agent))
            .Where(static agent => agent.Skills.Count > 0)
            .ToList();
        var inShadow = all.Agents.Where(agent => Tier(tiers, agent.Id) == AgentTier.Shadow).Select(Reading).Where(static agent => agent.Skills.Count > 0).ToList();
        return new TieredManifests(all, ManifestSet.Create(inUse), inShadow.Count == 0 ? null : ManifestSet.Create(inUse.Concat(inShadow)), tiers);
    }

    public AgentTier TierOf(string agent) => Tier(Tiers, agent);

    private static AgentManifest Reading(AgentManifest agent) => agent with { Skills = [.. agent.Skills.Where(static skill => skill.Effect == SkillEffect.Read)] };

    private static AgentTier Tier(IReadOnlyDictionary<string, AgentTier> tiers, string agent) => tiers.TryGetValue(agent, out var tier) ? tier : Default;
}
