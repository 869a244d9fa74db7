using System.Collections.Immutable;
using System.Text.Json;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Intents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Assistant.Tests.Support;

/// <summary>
/// Understands a little language instead of people: words that are skills become steps, so that tests of sessions and agents say exactly what happens.
/// <c>echo.say</c> is a step, <c>echo.say|echo.other</c> a step with a fallback, <c>ask</c> a question, <c>cannot</c> something that no skill serves.
/// </summary>
internal sealed class ScriptedMind : IUnderstanding, IPlanner
{
    public Understood Understand(Utterance utterance, ManifestSet manifests) => new("en", [new Goal(utterance.Text, SkillsIn(utterance.Text))], []);

    public Understood Answer(Utterance earlier, Utterance answer, OpenQuestion question, ManifestSet manifests)
        => new("en", [new Goal($"echo.say after {question.Semantic}: {earlier.Text} / {answer.Text}", [])], []);

    public ImmutableArray<ScoredSkill> Retrieve(Utterance utterance, ManifestSet manifests, int count) => [];

    public Task<PlanningResult> PlanAsync(Need need, CancellationToken cancellationToken)
    {
        var text = need.Understood.Goals[0].Text;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var steps = words.Where(word => word.Contains('.', StringComparison.Ordinal)).Select((word, index) => Step(word, index, text)).ToImmutableArray();
        var question = words is ["ask", ..] ? new Question("PartySize", null, new LocalizedText("几位？", "How many people?"), text, []) : null;
        ImmutableArray<UnmetGoal> unmet = words.Contains("cannot") ? [new UnmetGoal("cannot", UnmetReason.NeedsConfirmation)] : [];
        return Task.FromResult(new PlanningResult(steps.IsEmpty ? null : new Plan(steps, "scripted", need.Manifests.Hash), question, unmet));
    }

    private static ImmutableArray<ScoredSkill> SkillsIn(string text)
        => [.. text.Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries).Select(static word => word.Split('.')).Where(static parts => parts.Length == 2).Select(static parts => new ScoredSkill(new SkillRef(parts[0], parts[1]), 1))];

    private static PlanStep Step(string word, int index, string text)
    {
        var skills = word.Split('|').Select(name => name.Split('.')).Select(parts => new SkillRef(parts[0], parts[1])).ToList();
        return new PlanStep
        {
            Id = $"s{index + 1}",
            Skill = skills[0],
            Fallbacks = [.. skills.Skip(1)],
            Arguments = [new PlanArgument("text", new LiteralValue(JsonSerializer.SerializeToElement(text)))],
            Effect = SkillEffect.Read,
            Deadline = TimeSpan.FromSeconds(20),
            IsGoal = true,
        };
    }
}
