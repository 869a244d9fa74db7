using OrleansAgents.Grains.Events;

namespace OrleansAgents.Grains.Sessions;

/// <summary>How a turn ends. The names are part of the HTTP API.</summary>
public static class TurnOutcomes
{
    /// <summary>All that was asked for was done, or answered.</summary>
    public const string Completed = "completed";

    /// <summary>Some of it was.</summary>
    public const string Partial = "partial";

    /// <summary>It was stopped by the person.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Nothing of it was done.</summary>
    public const string Failed = "failed";
}

/// <summary>Endings that the session itself gives a turn.</summary>
internal static class TurnEndings
{
    public static TurnCompletedPayload Cancelled(string turnId)
        => new(turnId, TurnOutcomes.Cancelled, new LocalizedText("已停止。", "Stopped."));

    public static TurnCompletedPayload Interrupted(string turnId)
        => new(turnId, TurnOutcomes.Failed, new LocalizedText("处理时被中断，没有完成。请再发一次。", "This was cut off before it was done. Please send it again."));

    public static TurnCompletedPayload Overloaded(string turnId)
        => new(turnId, TurnOutcomes.Failed, new LocalizedText("现在请求太多，没有开始处理。请稍后再试。", "Too many requests right now, so this was not begun. Please try again in a moment."));
}
