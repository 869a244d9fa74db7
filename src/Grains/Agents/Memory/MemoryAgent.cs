using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansAgents.Grains.Agents.Memory;

/// <summary>
/// The memory agent: keeps what a person says of themselves, tells it, and forgets it. A text is kept without the words that ask to keep it. What is to be told or forgotten is found
/// by how many characters and words it shares with what is asked; asked for nothing in particular, it is everything.
/// </summary>
internal sealed partial class MemoryAgent(IPreferences preferences) : IAgentHandler
{
    /// <inheritdoc/>
    public string Agent => "memory";

    /// <inheritdoc/>
    public async ValueTask<SkillReply> InvokeAsync(SkillContext context, JsonElement arguments, CancellationToken cancellationToken)
        => context.Skill switch
        {
            "remember" => await RememberAsync(context, arguments.Text("text") ?? ""),
            "recall" => Recall(await preferences.RecallAsync(context.User), arguments.Text("topic") ?? ""),
            "forget" => await ForgetAsync(context, arguments.Text("text") ?? ""),
            _ => AgentReplies.Unknown(Agent, context.Skill),
        };

    private async Task<SkillReply> RememberAsync(SkillContext context, string said)
    {
        var text = Asking().Replace(said, " ").Trim(' ', ',', '，', '.', '。', ':', '：', ';', '；', '!', '！');
        if (text.Length == 0)
        {
            return AgentReplies.Invalid("要记住什么？请连内容一起说，例如“记住我不吃辣”。", "What should be remembered? Say it with the words, such as \"remember that I don't eat spicy food\".");
        }

        if (await preferences.RememberAsync(context.User, new Preference(text, context.Now)) is not { } all)
        {
            return AgentReplies.Invalid("记的东西太多了，请先忘掉一些。", "There is no room for more; let me forget something first.");
        }

        RememberedOutput output = new(View(all.First(kept => kept.Text == text)), all.Count);
        return AgentReplies.Done("remembered", output, MemoryJsonContext.Answers.RememberedOutput, new LocalizedText($"记住了：{text}。", $"Remembered: {text}."));
    }

    private static SkillReply Recall(IReadOnlyList<Preference> all, string topic)
    {
        var about = Matching(all, topic);
        var told = about.Count > 0 ? about : all;
        RecalledOutput output = new([.. told.Select(View)], null);
        return AgentReplies.Done("preferences", output, MemoryJsonContext.Answers.RecalledOutput, told.Count == 0
            ? new LocalizedText("你还没有让我记住什么。", "You have not asked me to remember anything yet.")
            : new LocalizedText($"你告诉过我：{string.Join("；", told.Select(static kept => kept.Text))}。", $"You told me: {string.Join("; ", told.Select(static kept => kept.Text))}."));
    }

    private async Task<SkillReply> ForgetAsync(SkillContext context, string said)
    {
        var all = await preferences.RecallAsync(context.User);
        var forgotten = Everything().IsMatch(said) ? all : Matching(all, said);
        if (forgotten.Count == 0)
        {
            return AgentReplies.NotFound("我没有记过这件事。", "I have kept nothing like that.");
        }

        await preferences.ForgetAsync(context.User, [.. forgotten.Select(static kept => kept.Text)]);
        ForgottenOutput output = new([.. forgotten.Select(View)], all.Count - forgotten.Count);
        return AgentReplies.Done("forgotten", output, MemoryJsonContext.Answers.ForgottenOutput, new LocalizedText(
            $"忘掉了：{string.Join("；", forgotten.Select(static kept => kept.Text))}。", $"Forgotten: {string.Join("; ", forgotten.Select(static kept => kept.Text))}."));
    }

    /// <summary>Those that share at least two thirds as much with what is asked as the best one, if that shares anything.</summary>
    private static List<Preference> Matching(IReadOnlyList<Preference> all, string asked)
    {
        var words = Words(Asking().Replace(asked, " "));
        var scored = all.Select(kept => (Kept: kept, Shared: Words(kept.Text) is var own && own.Count > 0 ? (double)own.Count(words.Contains) / own.Count : 0)).ToList();
        var best = scored.Count == 0 ? 0 : scored.Max(static entry => entry.Shared);
        return best < 0.3 ? [] : [.. scored.Where(entry => entry.Shared >= best * 2 / 3).Select(static entry => entry.Kept)];
    }

    /// <summary>Pairs of Chinese characters and Latin words, but for those that say nothing.</summary>
    private static HashSet<string> Words(string text)
    {
        HashSet<string> words = new(StringComparer.OrdinalIgnoreCase);
        foreach (Match run in Han().Matches(text))
        {
            for (var index = 0; index + 2 <= run.Length; index++)
            {
                words.Add(run.Value.Substring(index, 2));
            }
        }

        foreach (Match word in Latin().Matches(text))
        {
            words.Add(word.Value);
        }

        return words;
    }

    private static PreferenceView View(Preference kept) => new(kept.Text, kept.Since.Iso());

    [GeneratedRegex(@"(?:请|麻烦|帮我|给我|替我|你要)*(?:记住|记一下|记下来|记下|记着|记得|记录一下|记录|忘掉|忘了|忘记|删除|删掉)(?:这件事|这一点|我说的)?[，,：:]?|\b(?:please\s+)?(?:remember|note|keep in mind|save|make a note|forget|delete|erase|stop remembering)(?:\s+(?:that|this|down|of it|my preference))*\b|\bplease\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Asking();

    [GeneratedRegex(@"所有|全部|全都|都删|都忘|清空|一切|\b(?:everything|all|clear)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Everything();

    [GeneratedRegex(@"[一-鿿]+", RegexOptions.CultureInvariant)]
    private static partial Regex Han();

    [GeneratedRegex(@"(?!(?:i|i'm|a|an|the|my|that|is|am|to|me|of|do|don't|you|about|what)\b)[a-z0-9']{2,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Latin();
}
