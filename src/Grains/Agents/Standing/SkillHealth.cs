namespace OrleansAgents.Grains.Agents;

/// <summary>How well a skill has done of late.</summary>
/// <param name="Score">0 to 1: the share of calls that succeeded, less if they took much longer than the manifest says. 1 for a skill that nobody has called.</param>
/// <param name="Calls">Calls that still count.</param>
/// <param name="Failures">Those that failed by the agent's fault.</param>
/// <param name="AverageMilliseconds">What they took; 0 if there are none.</param>
public readonly record struct SkillHealth(double Score, double Calls, double Failures, double AverageMilliseconds)
{
    /// <summary>Successes that are taken for granted, so that one failure of a skill that was never called says little.</summary>
    private const double Trusted = 3;

    /// <summary>Fewer calls say nothing about how long one takes.</summary>
    private const double PaceFrom = 3;

    /// <summary>A call may take this many times what the manifest says, and always this long: nobody notices less.</summary>
    private const double Patience = 3, PatienceMilliseconds = 1_000;

    /// <summary>The least that slowness alone leaves of a score.</summary>
    private const double SlowestPace = 0.2;

    /// <summary>The best tier that the score allows. Six failures in a row and no success end in <see cref="AgentTier.Shadow"/>.</summary>
    public AgentTier Ceiling => Score switch
    {
        < 0.35 => AgentTier.Shadow,
        < 0.6 => AgentTier.ReadOnly,
        < 0.8 => AgentTier.Confirm,
        _ => AgentTier.Auto,
    };

    /// <summary>Judges calls.</summary>
    /// <param name="tally">What they came to.</param>
    /// <param name="promisedMilliseconds">What a call usually takes, as the manifest says.</param>
    public static SkillHealth Of(CallTally tally, int promisedMilliseconds)
    {
        var average = tally.Calls > 0 ? tally.Milliseconds / tally.Calls : 0;
        var allowed = Math.Max(Patience * promisedMilliseconds, PatienceMilliseconds);
        var pace = tally.Calls < PaceFrom || average <= allowed ? 1 : Math.Max(SlowestPace, allowed / average);
        return new SkillHealth((tally.Calls - tally.Failures + Trusted) / (tally.Calls + Trusted) * pace, tally.Calls, tally.Failures, average);
    }
}
