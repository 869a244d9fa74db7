using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Registry;

namespace OrleansAgents.Gateway;

/// <summary>How agents do, as operators see it: what is set, and what calls on all silos have come to.</summary>
internal sealed class AgentStandings(IManifestSource manifests, IGrainFactory grains)
{
    public async Task<AgentView> OfAsync(AgentManifest agent)
    {
        var tallies = await grains.GetGrain<IAgentHealthGrain>(agent.Id).Read();
        var tier = manifests.TierOf(agent.Id);
        return AgentView.Of(agent) with { Tier = AgentView.Camel(tier), Standing = [.. agent.Skills.Select(skill => Of(skill, tallies.GetValueOrDefault(skill.Id), tier))] };
    }

    private static SkillStanding Of(SkillManifest skill, CallTally tally, AgentTier tier)
    {
        var health = SkillHealth.Of(tally, skill.LatencyMilliseconds);
        return new SkillStanding(
            skill.Id, AgentView.Camel(health.Ceiling < tier ? health.Ceiling : tier), Math.Round(health.Score, 3), Math.Round(health.Calls, 1), Math.Round(health.Failures, 1), Math.Round(health.AverageMilliseconds));
    }
}
