namespace OrleansAgents.Grains.Agents;

/// <summary>What an agent may cost a silo.</summary>
public sealed class AgentOptions
{
    /// <summary>Calls of one agent at once on a silo; a handler that hangs keeps its place until it ends.</summary>
    public int ConcurrentCallsMax { get; set; } = 256;

    /// <summary>Bytes of a reply: an output that a page could not show anyway.</summary>
    public int ReplyBytesMax { get; set; } = 256 * 1024;

    /// <summary>The share of failed calls at which an agent is left alone.</summary>
    public double BreakerFailureRatio { get; set; } = 0.5;

    /// <summary>Calls within <see cref="BreakerWindow"/> below which the share means nothing.</summary>
    public int BreakerCallsMin { get; set; } = 10;

    /// <summary>How far back calls count.</summary>
    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a failing agent is left alone before one call tries it.</summary>
    public TimeSpan BreakerRest { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a silo waits at least before it tells the others again what its calls of an agent came to.</summary>
    public TimeSpan ReportEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest deadline that a call may have.</summary>
    public TimeSpan DeadlineMax { get; set; } = TimeSpan.FromSeconds(30);
}
