namespace OrleansAgents.Grains.Agents;

/// <summary>What calls of an agent's skills have come to on all silos, by the agent's id.</summary>
public interface IAgentHealthGrain : IGrainWithStringKey
{
    /// <summary>Counts calls that were made on a silo, and tells what all silos have counted, by skill. A report that is made again after a lost answer counts again.</summary>
    Task<Dictionary<string, CallTally>> Report(Dictionary<string, CallTally> calls);

    /// <summary>What all silos have counted, by skill.</summary>
    Task<Dictionary<string, CallTally>> Read();
}

/// <summary>Adds up what silos report. Kept in memory: what is lost with it would have been forgotten soon.</summary>
internal sealed class AgentHealthGrain(TimeProvider time) : Grain, IAgentHealthGrain
{
    /// <summary>As many skills as a manifest may have; reports of more are of skills that were removed.</summary>
    private const int SkillsMax = Manifests.ManifestLimits.SkillsMax;

    private readonly Dictionary<string, CallTally> _skills = [];

    /// <inheritdoc/>
    public Task<Dictionary<string, CallTally>> Report(Dictionary<string, CallTally> calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        foreach (var (skill, tally) in calls)
        {
            if (_skills.TryGetValue(skill, out var known) || _skills.Count < SkillsMax)
            {
                _skills[skill] = known.With(tally);
            }
        }

        return Read();
    }

    /// <inheritdoc/>
    public Task<Dictionary<string, CallTally>> Read()
    {
        var now = time.GetUtcNow();
        return Task.FromResult(_skills.ToDictionary(static entry => entry.Key, entry => entry.Value.AsOf(now)));
    }
}
