using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Registry;

/// <summary>All manifests, the tiers of their agents, and what is left of them for persons' turns. Immutable.</summary>
/// <param name="All">Every agent.</param>
/// <param name="InUse">Without the agents in <see cref="AgentTier.Shadow"/>, and without what changes something of those in <see cref="AgentTier.ReadOnly"/>.</param>
/// <param name="Tiers">What operators have set, by agent.</param>
internal sealed record TieredManifests(ManifestSet All, ManifestSet InUse, IReadOnlyDictionary<string, AgentTier> Tiers)
{
    /// <summary>An agent of which nobody has said anything asks before it changes something.</summary>
    public const AgentTier Default = AgentTier.Confirm;

    public static TieredManifests Of(ManifestSet all, Dictionary<string, AgentTier> tiers)
    {
        if (tiers.Values.All(static tier => tier > AgentTier.ReadOnly))
        {
            return new TieredManifests(all, all, tiers);
        }

        var inUse = all.Agents
            .Where(agent => Tier(tiers, agent.Id) > AgentTier.Shadow)
            .Select(agent => Tier(tiers, agent.Id) > AgentTier.ReadOnly ? agent : agent with { Skills = [.. agent.Skills.Where(static skill => skill.Effect == SkillEffect.Read)] })
            .Where(static agent => agent.Skills.Count > 0);
        return new TieredManifests(all, ManifestSet.Create(inUse), tiers);
    }

    public AgentTier TierOf(string agent) => Tier(Tiers, agent);

    private static AgentTier Tier(IReadOnlyDictionary<string, AgentTier> tiers, string agent) => tiers.TryGetValue(agent, out var tier) ? tier : Default;
}
