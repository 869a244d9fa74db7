namespace OrleansAgents.Grains.Model;

/// <summary>What people are told when a model did not finish: one line, without the reason's inner parts.</summary>
internal static class ModelTexts
{
    /// <summary>Why the rules answer; null if nothing went wrong.</summary>
    public static LocalizedText? FallbackNote(ModelEnding ending) => Reason(ending) is { } reason
        ? new LocalizedText($"（{reason.Zh}，以下按规则处理。）", $"({reason.En}, so this is answered by rules.)")
        : null;

    /// <summary>Why the answer consists of the agents' own words.</summary>
    public static LocalizedText CutShort(ModelEnding ending)
    {
        var reason = Reason(ending) ?? new LocalizedText("语言模型没有回答完", "The language model did not finish");
        return new LocalizedText($"（{reason.Zh}；以上是各智能体的原话，可能不完整。）", $"({reason.En}; the above is what the agents themselves said, and may not be all.)");
    }

    private static LocalizedText? Reason(ModelEnding ending) => ending switch
    {
        ModelEnding.Slow => new("语言模型没有及时回应", "The language model did not answer in time"),
        ModelEnding.BrokenOff => new("语言模型的回答中断了", "The language model's answer broke off"),
        ModelEnding.Malformed => new("语言模型的回答无法读取", "The language model's answer could not be read"),
        ModelEnding.Refused => new("语言模型拒绝回答", "The language model declined"),
        ModelEnding.Busy => new("语言模型现在太忙", "The language model is too busy right now"),
        ModelEnding.OverBudget => new("语言模型用完了这一轮的额度", "The language model used up what a turn may cost"),
        ModelEnding.Unsupported => new("语言模型说了没有依据的内容，没有采用", "The language model said something without a source, which is not used"),
        ModelEnding.Unreachable => new("语言模型暂时无法使用", "The language model is not available right now"),
        _ => null,
    };
}
