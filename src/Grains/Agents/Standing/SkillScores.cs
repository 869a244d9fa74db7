using System.Collections.Concurrent;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Agents;

/// <summary>
/// What calls of skills have come to, as this silo knows: what all silos together had told when an agent was last asked after, and what was called here since. Read by every plan without a
/// call. In memory alone: a failure is soon forgotten anyway, while what operators set is stored in the registry.
/// </summary>
internal sealed class SkillScores(TimeProvider time)
{
    private readonly ConcurrentDictionary<SkillRef, Known> _skills = new();

    /// <param name="Told">Of all silos.</param>
    /// <param name="Untold">Of this silo, not told to the others yet.</param>
    private sealed record Known(CallTally Told, CallTally Untold);

    /// <summary>How well a skill does.</summary>
    public SkillHealth Of(SkillRef skill, int promisedMilliseconds)
        => SkillHealth.Of(_skills.TryGetValue(skill, out var known) ? known.Told.With(known.Untold).AsOf(time.GetUtcNow()) : default, promisedMilliseconds);

    /// <summary>Counts a call that has ended.</summary>
    public void Record(SkillRef skill, bool hasFailed, TimeSpan took)
    {
        CallTally call = new(1, hasFailed ? 1 : 0, took.TotalMilliseconds, time.GetUtcNow());
        _skills.AddOrUpdate(skill, _ => new Known(default, call), (_, known) => known with { Untold = known.Untold.With(call) });
    }

    /// <summary>What was called here since the others were last told of it.</summary>
    public Dictionary<string, CallTally> Untold(string agent)
        => _skills.Where(entry => entry.Key.Agent == agent && entry.Value.Untold.Calls > 0).ToDictionary(static entry => entry.Key.Skill, static entry => entry.Value.Untold);

    /// <summary>Takes what all silos together know, in which what was told is contained. What was called meanwhile stays to be told.</summary>
    public void Take(string agent, IReadOnlyDictionary<string, CallTally> told, IReadOnlyDictionary<string, CallTally> all)
    {
        foreach (var (skill, tally) in all)
        {
            told.TryGetValue(skill, out var counted);
            _skills.AddOrUpdate(new SkillRef(agent, skill), _ => new Known(tally, default), (_, known) => new Known(tally, Less(known.Untold, counted)));
        }
    }

    private static CallTally Less(CallTally all, CallTally counted)
    {
        var part = counted.AsOf(all.At);
        return new CallTally(Math.Max(0, all.Calls - part.Calls), Math.Max(0, all.Failures - part.Failures), Math.Max(0, all.Milliseconds - part.Milliseconds), all.At);
    }
}
