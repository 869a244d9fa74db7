using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Registry;

namespace OrleansAgents.Grains.Agents;

/// <summary>
/// Step 6: a user's relation to an agent. What an agent does for a user passes here, so here it is decided whether it may: public reads may, and what changes nothing but the person's own notes; whatever else changes something needs a grant, and nobody can give one yet.
/// </summary>
/// <remarks>Reentrant: it decides and passes on, and two steps of a plan may ask the same agent at once.</remarks>
[ColocateByKeyPrefix]
[Orleans.Concurrency.Reentrant]
internal sealed class AgentLinkGrain(IManifestSource manifests) : Grain, IAgentLinkGrain
{
    /// <inheritdoc/>
    public Task<SkillReply> Invoke(SkillCall call, CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        if (key != $"{call.User}/{call.Skill.Agent}")
        {
            // Whoever calls another user's relation is wrong or hostile; the text does not say whose it is.
            return Task.FromResult(SkillReply.Failed(SkillFailure.Denied, SkillTexts.Denied));
        }

        if (!manifests.Registered.TryGet(call.Skill, out _, out var skill))
        {
            return Task.FromResult(SkillReply.Failed(SkillFailure.Unknown, SkillTexts.Unknown));
        }

        return skill.IsFree
            ? GrainFactory.GetGrain<IAgentGrain>(call.Skill.Agent).Invoke(call, cancellationToken)
            : Task.FromResult(SkillReply.Failed(SkillFailure.Denied, SkillTexts.Denied));
    }
}
