namespace OrleansAgents.Grains.Agents;

/// <summary>What people are told when a skill gives no output.</summary>
internal static class SkillTexts
{
    public static LocalizedText DeadlineExceeded { get; } = new("对方没有及时回应。", "It did not answer in time.");

    public static LocalizedText Faulted { get; } = new("对方出错了。", "It failed.");

    public static LocalizedText InvalidOutput { get; } = new("对方的回答不符合约定，没有采用。", "Its answer was not in the promised form, so it is not used.");

    public static LocalizedText OutputTooLarge { get; } = new("对方的回答过大，没有采用。", "Its answer was too large, so it is not used.");

    public static LocalizedText Overloaded { get; } = new("对方现在太忙，请稍后再试。", "It is too busy right now; please try again in a moment.");

    public static LocalizedText Unavailable { get; } = new("对方暂时不可用，请稍后再试。", "It is not available right now; please try again later.");

    public static LocalizedText Cancelled { get; } = new("已停止。", "Stopped.");

    public static LocalizedText Unknown { get; } = new("没有这个服务。", "There is no such service.");

    public static LocalizedText Denied { get; } = new("这需要你先授权。", "You have not allowed this.");

    public static LocalizedText InvalidArguments(string problem) => new($"给它的信息不对：{problem}。", $"What it was given is not right: {problem}.");
}
