using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Grains.Intents;

/// <summary>What the assistant says in its own words.</summary>
internal static class AnswerTexts
{
    public const string ParagraphBreak = "\n\n";

    /// <summary>Skills named as examples of what can be asked for: as many as are read at a glance.</summary>
    private const int ExamplesMax = 6;

    public static LocalizedText Done { get; } = new("好了。", "Done.");

    public static LocalizedText SomeMissing { get; } = new("有一部分没有完成。", "Some of this could not be done.");

    public static LocalizedText AllMissing { get; } = new("没能完成。", "This could not be done.");

    public static LocalizedText NotDone(LocalizedText title, LocalizedText reason)
        => new($"“{title.Zh}”没有完成：{reason.Zh}", $"\"{title.En}\" could not be done: {reason.En}");

    /// <summary>Another agent answers than the one that was meant.</summary>
    public static LocalizedText Replaced(LocalizedText meant, LocalizedText used, bool wasNotAsked)
        => wasNotAsked
            ? new($"“{meant.Zh}”最近常常出错或太慢，这次改由“{used.Zh}”回答。", $"\"{meant.En}\" has failed or been slow of late, so \"{used.En}\" answers instead.")
            : new($"“{meant.Zh}”没能回答，改由“{used.Zh}”回答。", $"\"{meant.En}\" could not answer; \"{used.En}\" does instead.");

    /// <summary>What would be done, and that it was not.</summary>
    public static LocalizedText NeedsConfirmation(LocalizedText title, IReadOnlyList<string> told)
        => new(
            $"方案：{title.Zh}{(told.Count == 0 ? "" : $"（{string.Join("，", told)}）")}。这会产生实际操作，要等你确认；目前还不支持确认，所以没有执行。",
            $"Proposal: {title.En}{(told.Count == 0 ? "" : $" ({string.Join(", ", told)})")}. It changes something and needs your confirmation, which I cannot ask for yet, so I have not done it.");

    /// <summary>What was told and no agent could be given.</summary>
    public static LocalizedText Overlooked(IReadOnlyList<string> words)
        => new(
            $"你说的{string.Join("、", words.Select(static word => $"“{Short(word)}”"))}没有用上；如果要紧，请换个说法，例如“预算 800 元”“6 个人”“12月5日”。金额只认人民币。",
            $"I did not use {string.Join(", ", words.Select(static word => $"\"{Short(word)}\""))} of what you said; if it matters, put it another way, such as \"a budget of 800 yuan\", \"6 people\" or \"on December 5\". Amounts are in yuan alone.");

    public static LocalizedText TooLarge(string goal)
        => new($"“{Short(goal)}”需要的步骤太多，请分成几次来说。", $"\"{Short(goal)}\" takes too many steps; please ask for it in parts.");

    public static LocalizedText NothingFits(string goal, ManifestSet manifests, bool hasModel = false)
    {
        var can = Examples(manifests);
        if (hasModel)
        {
            return new LocalizedText(
                $"我还不会处理“{Short(goal)}”；我可以帮你：{string.Join("、", can.Select(static t => t.Zh))}。",
                $"I have no agent for \"{Short(goal)}\"; I can help with: {string.Join(", ", can.Select(static t => t.En))}.");
        }

        return new LocalizedText(
            $"我还不会处理“{Short(goal)}”。没有配置语言模型，不能闲聊；我可以帮你：{string.Join("、", can.Select(static t => t.Zh))}。",
            $"I have no agent for \"{Short(goal)}\". No language model is configured, so I cannot chat freely; I can help with: {string.Join(", ", can.Select(static t => t.En))}.");
    }

    /// <summary>Whoever only talks is told what can be asked for.</summary>
    public static LocalizedText Talk(ManifestSet manifests)
    {
        var can = WhatItCanDo(manifests);
        return new LocalizedText($"我在。{can.Zh}没有配置语言模型，所以闲聊聊不了多少。", $"I'm here. {can.En} No language model is configured, so I am not much of a talker.");
    }

    public static LocalizedText WhatItCanDo(ManifestSet manifests)
    {
        var can = Examples(manifests);
        return new LocalizedText($"我可以帮你：{string.Join("、", can.Select(static t => t.Zh))}。", $"I can help with: {string.Join(", ", can.Select(static t => t.En))}.");
    }

    /// <summary>The first skills of each agent in turn, so that every agent is named before any is named twice.</summary>
    private static List<LocalizedText> Examples(ManifestSet manifests)
        => [.. Enumerable.Range(0, ExamplesMax)
            .SelectMany(index => manifests.Agents.Where(agent => agent.Skills.Count > index).Select(agent => agent.Skills[index].Title))
            .Take(ExamplesMax)];

    private static string Short(string text) => text.Length <= 60 ? text.Trim() : string.Concat(text.AsSpan(0, 57).Trim(), "...");
}
