using Orleans.Runtime;

namespace OrleansAgents.Drill.Probing;

/// <summary>A call that got no answer but an error.</summary>
/// <param name="Grain">The grain.</param>
/// <param name="Run">The process that had answered for the grain when the call was sent.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="FailedAt">When it failed.</param>
/// <param name="Kind">What its caller was told.</param>
/// <param name="Text">In whole; empty once many have been kept.</param>
internal sealed record FailedProbe(int Grain, int Run, long SentAt, long FailedAt, string Kind, string Text)
{
    /// <summary>The kinds of errors by what they tell a caller.</summary>
    public static string KindOf(Exception failure) => failure switch
    {
        SiloUnavailableException when failure.Message.Contains("did not run", StringComparison.Ordinal) => "not run",
        SiloUnavailableException => "may have run",
        TimeoutException => "timed out",
        _ => failure.GetType().Name,
    };
}
