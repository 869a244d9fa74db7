using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansAgents.Grains.Intents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding.Mentions;
using OrleansAgents.Grains.Understanding.Routing;

namespace OrleansAgents.Grains.Understanding;

/// <summary>
/// Reads a message that follows a question. It answers if it tells what was asked for. It is something new if it tells nothing of the kind and asks for something itself, or if
/// it clearly asks for something else. What is left is taken as the bare answer: "5", "the office".
/// </summary>
internal static partial class AnswerMerge
{
    /// <summary>How sure the router must be that the message is a request of its own.</summary>
    private const double SureFrom = 0.6;

    /// <summary>How sure it must be that a message that could be a bare answer is talk or asks for something else.</summary>
    private const double SurelyOtherFrom = 0.8;

    /// <summary>How like it must be to an everyday text besides: a name that nobody knows is like none, and a single word must be one.</summary>
    private const double LikeEverydayFrom = 0.35, WordLikeEverydayFrom = 0.95;

    /// <summary>Words beside the facts that make a message more than an answer.</summary>
    private const int OwnCharactersMin = 4, OwnWordsMin = 3;

    /// <summary>A longer text is no name.</summary>
    private const int NameCharactersMax = 60;

    /// <summary>Whether the message begins something new.</summary>
    public static bool IsNewNeed(Utterance answer, Understood open, Understood said, OpenQuestion question, ManifestModel model)
    {
        var folded = FoldedText.Fold(answer.Text);
        var mentions = model.Mentions.Read(folded, answer);
        var routing = model.Router.Route(folded, 0, folded.Length, mentions);
        var answers = said.Facts.Any(fact => Answers(fact, question));
        if (said.Goals[0].Skills is [var best, ..] && best.Score >= SureFrom && HasOwnWords(answer.Text, said))
        {
            var isOpen = open.Goals.Any(goal => goal.Skills is [var first, ..] && first.Skill == best.Skill);
            return !answers || !isOpen;
        }

        var likeFrom = Features.Says(folded, 0, folded.Length, mentions) ? LikeEverydayFrom : WordLikeEverydayFrom;
        return !answers && Bare(answer, question) is (null or NamedValue) && routing.LikeEveryday >= likeFrom && (routing.Talk >= SurelyOtherFrom || routing.Other >= SurelyOtherFrom);
    }

    /// <summary>What the message tells; empty if it is no answer. Times and amounts beside the answer count, too.</summary>
    public static ImmutableArray<Fact> FactsOf(Utterance answer, Understood said, OpenQuestion question, int goal)
    {
        var asked = said.Facts.FirstOrDefault(fact => Answers(fact, question));
        if (asked is not null)
        {
            return [.. said.Facts.Select(fact => fact with { Goal = goal, Role = ReferenceEquals(fact, asked) ? question.Role : fact.Role })];
        }

        return Bare(answer, question) is { } value ? [.. said.Facts.Select(fact => fact with { Goal = goal }), new Fact(question.Semantic, question.Role, value.ToJson(), answer.Text.Trim(), goal)] : [];
    }

    /// <summary>The goal that the question was put for: the first whose skill takes what was asked for and has not been told it.</summary>
    public static int GoalOf(Understood open, OpenQuestion question, ManifestModel model)
    {
        for (var goal = 0; goal < open.Goals.Length; goal++)
        {
            if (open.Goals[goal].Skills is [var best, ..] && Takes(model, best.Skill, question) && !open.Facts.Any(fact => fact.Goal == goal && fact.Semantic == question.Semantic && fact.Role == question.Role))
            {
                return goal;
            }
        }

        return 0;
    }

    /// <summary>A scenario takes whatever the skills take that it is made of.</summary>
    private static bool Takes(ManifestModel model, SkillRef skill, OpenQuestion question)
        => !model.Shapes.TryGetValue(skill, out var shape) || shape.Inputs.Any(input => input.Semantic == question.Semantic && input.Role == question.Role);

    private static bool Answers(Fact fact, OpenQuestion question) => fact.Semantic == question.Semantic && Semantics.RolesAgree(fact.Role, question.Role);

    private static bool HasOwnWords(string text, Understood said)
    {
        foreach (var fact in said.Facts)
        {
            text = text.Replace(fact.Text, " ", StringComparison.Ordinal);
        }

        return text.Count(FoldedText.IsChinese) >= OwnCharactersMin || LatinWord().Count(text) >= OwnWordsMin;
    }

    private static MentionValue? Bare(Utterance answer, OpenQuestion question)
    {
        var text = answer.Text.Trim();
        var folded = FoldedText.Fold(text);
        List<Mention> times = [];
        switch (question.Semantic)
        {
            case Semantics.PartySize:
                return NumberIn(folded) is { } people && NumberMeaning.IsPeople(people) ? new NumberValue(people) : null;
            case Semantics.Money:
                return NumberIn(folded) is { } amount and > 0 ? new MoneyValue(amount, "CNY") : null;
            case Semantics.TimeWindow:
                // "seven" alone is an hour here.
                TimeMentions.Read($"at {folded}", answer.Now, answer.TimeZone, times);
                if (times.Count == 0)
                {
                    TimeMentions.Read($"{folded}点钟", answer.Now, answer.TimeZone, times);
                }

                return times.Count > 0 ? times[0].Value : null;
            case Semantics.Items:
                return null;
            case Semantics.Text:
                return text.Length > 0 ? new KnownValue(System.Text.Json.JsonSerializer.SerializeToElement(JsonValue.Create(text))) : null;
            default:
                var lead = Lead().Match(folded).Length;
                var name = text[lead..].TrimEnd('.', '。', '!', '！', ' ', '吧', '呢');
                return name.Length is > 0 and <= NameCharactersMax && name.Any(char.IsLetterOrDigit) && !name.All(char.IsDigit) ? new NamedValue(name) : null;
        }
    }

    private static decimal? NumberIn(string folded) => Number().Match(folded) is { Success: true } match ? Numbers.Parse(match.ValueSpan) : null;

    [GeneratedRegex(Numbers.Any, RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"[a-zA-Z']{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex LatinWord();

    [GeneratedRegex(@"\A(?:从|在|到|去|我在|是|就|我要|我想|我想做|要|(?:it's|it is|i'm at|i am at|from|to|at|in|near|the|my)\s)*", RegexOptions.CultureInvariant)]
    private static partial Regex Lead();
}
