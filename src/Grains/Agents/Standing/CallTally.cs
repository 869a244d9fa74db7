namespace OrleansAgents.Grains.Agents;

/// <summary>What calls of a skill have come to, the older ones counting less: each half-life halves them, so that an agent that was mended is trusted again.</summary>
/// <param name="Calls">Calls that ended, as far as they still count.</param>
/// <param name="Failures">Those that failed by the agent's fault.</param>
/// <param name="Milliseconds">What they took together.</param>
/// <param name="At">When they counted so much.</param>
[GenerateSerializer, Immutable]
public readonly record struct CallTally([property: Id(0)] double Calls, [property: Id(1)] double Failures, [property: Id(2)] double Milliseconds, [property: Id(3)] DateTimeOffset At)
{
    /// <summary>Long enough to count several calls of a seldom used skill, short enough to forget a bad quarter of an hour within the next.</summary>
    public static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(5);

    /// <summary>What they count at a later time.</summary>
    public CallTally AsOf(DateTimeOffset now)
    {
        if (now <= At)
        {
            return this;
        }

        var left = Math.Pow(0.5, (now - At) / HalfLife);
        return new CallTally(Calls * left, Failures * left, Milliseconds * left, now);
    }

    /// <summary>Both together, as of the later time.</summary>
    public CallTally With(CallTally other)
    {
        var now = At > other.At ? At : other.At;
        var (one, two) = (AsOf(now), other.AsOf(now));
        return new CallTally(one.Calls + two.Calls, one.Failures + two.Failures, one.Milliseconds + two.Milliseconds, now);
    }
}
