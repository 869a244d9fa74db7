using System.Collections.Immutable;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Grains.Planning;

/// <summary>Asks for what is missing: in words of its own for the types that the assistant reads itself, with the choices where they are few, else with the description of the input.</summary>
internal static class QuestionTexts
{
    /// <summary>More choices are a list to read, not a question; then none are given.</summary>
    private const int ChoicesMax = 8;

    /// <summary>The question for a missing input.</summary>
    public static Question Ask(Lacking lacking, string goal, VocabularyIndex vocabulary)
    {
        var input = lacking.Input;
        var semantic = input.Semantic ?? Semantics.Text;
        return new Question(semantic, input.Role, TextOf(semantic, input, vocabulary), goal, ChoicesOf(semantic, input, goal, vocabulary));
    }

    /// <summary>The question for the first fact that can mean several things, such as a place of which there are two; null if all are clear.</summary>
    public static Question? WhichOf(IEnumerable<Fact> facts, string goal, VocabularyIndex vocabulary)
    {
        foreach (var fact in facts)
        {
            if (vocabulary.MeaningsOf(fact.Semantic, fact.Value) is { Count: > 1 } several)
            {
                var names = string.Join(", ", several);
                return new Question(
                    fact.Semantic, fact.Role, new LocalizedText($"“{fact.Text}”有好几个：{string.Join("、", several)}。是哪一个？", $"There are several called {fact.Text}: {names}. Which one is it?"), goal,
                    several.Count <= ChoicesMax ? [.. several] : []);
            }
        }

        return null;
    }

    private static LocalizedText TextOf(string semantic, SkillProperty input, VocabularyIndex vocabulary) => (semantic, input.Role) switch
    {
        (Semantics.Place, MentionKinds.Origin) => new("从哪里出发？", "Where do you start from?"),
        (Semantics.Place, MentionKinds.Destination) => new("要去哪里？", "Where do you want to go?"),
        (Semantics.Place, MentionKinds.Near) => new("在哪里附近？", "Near which place?"),
        (Semantics.Place, _) => new("是哪个地方？", "Which place?"),
        (Semantics.PartySize, _) => new("一共几个人？", "For how many people?"),
        (Semantics.Money, MentionKinds.Budget) => new("预算是多少？", "What is your budget?"),
        (Semantics.Money, _) => new("金额是多少？", "What is the amount?"),
        (Semantics.TimeWindow, MentionKinds.By) => new("最晚什么时候？", "By when?"),
        (Semantics.TimeWindow, _) => new("什么时候？", "When?"),
        (Semantics.Dish, _) => new("想做什么菜？", "Which dish?"),
        _ when vocabulary.TermsOf(semantic) is { Count: > 0 and <= ChoicesMax } terms =>
            new($"请选一个：{string.Join("、", terms.Select(static term => NameOf(term.Zh, term.En)))}。", $"Which one is it: {string.Join(", ", terms.Select(static term => NameOf(term.En, term.Zh)))}?"),
        _ => new($"还需要知道：{Named(input)}。请告诉我。", $"One more thing is needed: {Named(input)}. Please tell me."),
    };

    private static string Named(SkillProperty input) => (input.Description ?? input.Semantic ?? input.Name).Trim().TrimEnd('.', '。');

    private static ImmutableArray<string> ChoicesOf(string semantic, SkillProperty input, string goal, VocabularyIndex vocabulary)
    {
        var listed = input.Choices.ToImmutableArray();
        if (!listed.IsEmpty)
        {
            return listed.Length <= ChoicesMax ? listed : [];
        }

        var chinese = Understanding.FoldedText.HasChinese(goal);
        var terms = vocabulary.TermsOf(semantic);
        return terms.Count > ChoicesMax
            ? []
            : [.. terms.Select(term => chinese ? NameOf(term.Zh, term.En) : NameOf(term.En, term.Zh)).OfType<string>()];
    }

    private static string? NameOf(IEnumerable<string> names, IEnumerable<string> others) => names.Concat(others).FirstOrDefault();
}
