using System.Collections.Immutable;
using System.Text.RegularExpressions;
using OrleansAgents.Grains.Intents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Grains.Understanding;

/// <summary>
/// Understands without a language model: mentions are read from the words, the router says which skills are meant, and the splitter divides what asks for several things.
/// It knows no agent and no skill but what the manifests say.
/// </summary>
internal sealed partial class RuleUnderstanding(ManifestModels models) : IUnderstanding
{
    /// <summary>Smaller numbers are said in passing.</summary>
    private const decimal UnreadMin = 100;

    /// <inheritdoc/>
    public Understood Understand(Utterance utterance, ManifestSet manifests)
    {
        ArgumentNullException.ThrowIfNull(utterance);
        ArgumentNullException.ThrowIfNull(manifests);
        var model = models.Of(manifests);
        var folded = model.Spelling.Repair(FoldedText.Fold(utterance.Text));
        var mentions = model.Mentions.Read(folded, utterance);
        var parts = GoalSplitter.Split(folded, mentions, model.Router, skill => model.Shapes.TryGetValue(skill, out var shape) && shape.Manifest.Effect != SkillEffect.Read && shape.Needs(Semantics.Text));

        parts = Remarks.Join(parts, folded);
        parts = UsefulReading.Of(parts, folded, mentions, model);
        parts = ScenarioGoals.Join(parts, folded, mentions, model);
        var goals = parts.Select(part => new Goal(GoalText(utterance.Text, folded, part), part.Verdict.Skills)
        {
            IsTalk = part.Verdict.Skills.IsEmpty && part.Verdict.Talk > part.Verdict.Other,
            Beside = BesideSkill.Of(part, folded, mentions, model),
        }).ToImmutableArray();
        var facts = ImmutableArray.CreateBuilder<Fact>();
        var unread = ImmutableArray.CreateBuilder<UnreadNumber>();
        for (var goal = 0; goal < parts.Length; goal++)
        {
            var part = parts[goal];
            var own = mentions.Where(mention => mention.Start >= part.Start && mention.Start < part.End).ToList();
            if (part.Verdict.Skill is { } skill)
            {
                if (model.Shapes.TryGetValue(skill, out var shape))
                {
                    NumberMeaning.Assign(own, shape);
                    AddItems(facts, utterance.Text, folded, own, shape, goal);
                }
                else if (model.ScenarioOf(skill) is { } scenario)
                {
                    NumberMeaning.Assign(own, scenario, folded);
                }
            }

            unread.AddRange(own.Where(mention => IsUnread(mention, folded)).Select(mention => new UnreadNumber(utterance.Text[mention.Start..mention.End], goal)));
            facts.AddRange(own.Where(MentionKinds.IsFact).Select(mention => ToFact(utterance.Text, mention, goal)));
        }

        return new Understood(FoldedText.HasChinese(utterance.Text) ? "zh" : "en", goals, facts.ToImmutable()) { Unread = unread.ToImmutable() };
    }

    /// <inheritdoc/>
    public Understood Answer(Utterance earlier, Utterance answer, OpenQuestion question, ManifestSet manifests)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(manifests);
        var model = models.Of(manifests);
        var open = Understand(earlier, manifests);
        var said = Understand(answer, manifests);
        var goal = AnswerMerge.GoalOf(open, question, model);
        if (AnswerMerge.IsNewNeed(answer, open, said, question, model) || AnswerMerge.FactsOf(answer, said, question, goal) is not { IsEmpty: false } facts)
        {
            return said;
        }

        // What the question was about replaces what was said of it before: the answer is the newer word.
        var kept = open.Facts.Where(fact => !facts.Any(told => told.Semantic == fact.Semantic && told.Role == fact.Role && told.Goal == fact.Goal));

        // Who chooses 台州 in an English conversation still speaks English.
        var words = facts.Aggregate(answer.Text, static (text, fact) => fact.Text.Length == 0 ? text : text.Replace(fact.Text, "", StringComparison.Ordinal));
        return new Understood(words.Any(char.IsLetter) ? said.Language : open.Language, open.Goals, [.. kept, .. facts]) { Unread = open.Unread };
    }

    /// <inheritdoc/>
    public ImmutableArray<ScoredSkill> Retrieve(Utterance utterance, ManifestSet manifests, int count)
    {
        ArgumentNullException.ThrowIfNull(utterance);
        ArgumentNullException.ThrowIfNull(manifests);
        var model = models.Of(manifests);
        var folded = model.Spelling.Repair(FoldedText.Fold(utterance.Text));
        return model.Router.Rank(folded, 0, folded.Length, model.Mentions.Read(folded, utterance), count);
    }

    /// <summary>A number that stands by itself and could be an amount. One with something behind it counts that.</summary>
    private static bool IsUnread(Mention mention, string folded)
        => mention.Semantic == MentionKinds.Number && (NumberMeaning.NumberOf(mention) >= UnreadMin || (NumberMeaning.NumberOf(mention) > 1 && IsAlone(folded, mention))) && (mention.End == folded.Length || !(char.IsLetterOrDigit(folded[mention.End]) || folded[mention.End] is '-' or '.' or ' '));

    /// <summary>Whether a number is all that stands between two marks.</summary>
    private static bool IsAlone(string folded, Mention mention)
        => (mention.Start == 0 || ",，;；:!！。\n".Contains(folded.AsSpan(0, mention.Start).TrimEnd(' ') is { Length: > 0 } before ? before[^1] : ',', StringComparison.Ordinal))
            && (folded.AsSpan(mention.End).TrimStart(' ') is not { Length: > 0 } after || ",，;；!！。?\n".Contains(after[0], StringComparison.Ordinal));

    private static Fact ToFact(string text, Mention mention, int goal)
        => new(mention.Semantic, mention.Role, mention.Value.ToJson(), text[mention.Start..mention.End], goal);

    /// <summary>Things to buy, if the skill takes a list of them.</summary>
    private static void AddItems(ImmutableArray<Fact>.Builder facts, string text, string folded, List<Mention> own, SkillShape shape, int goal)
    {
        foreach (var input in shape.Inputs)
        {
            if (input.Vocabulary is { } vocabulary && ItemMentions.Read(folded, own, vocabulary) is var (list, start, end))
            {
                facts.Add(new Fact(input.Semantic!, input.Role, list, text[start..end], goal));
            }
        }
    }

    /// <summary>The words of a part without what joins it to its neighbours.</summary>
    private static string GoalText(string text, string folded, GoalSplitter.Part part)
    {
        var (start, end) = (part.Start, part.End);
        var lead = Lead().Match(folded, start, end - start);
        start = lead.Success && start > 0 ? start + lead.Length : start;
        while (end > start && IsEdge(folded[end - 1]))
        {
            end--;
        }

        while (start < end && IsEdge(folded[start]))
        {
            start++;
        }

        return text[start..end];
    }

    private static bool IsEdge(char character) => char.IsWhiteSpace(character) || character is ',' or '，' or '。' or ';' or '、' or '.';

    [GeneratedRegex(@"\A[\s，,。;；.]*(?:顺便|另外|然后|还有|并且|接着|同时|以及|再|和|并|跟|(?:and then|and also|and|then|also|plus|as well as)\b)+", RegexOptions.CultureInvariant)]
    private static partial Regex Lead();
}
