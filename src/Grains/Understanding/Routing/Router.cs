using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>
/// Says which skills a text asks for: a linear classifier over <see cref="Features"/>, immutable, learnt by <see cref="RouterTraining"/>. Beside the skills it knows two classes
/// for what no skill serves, talk and requests for something else. What the examples have never shown counts against every class, so that a text of unknown words is sure of none.
/// A feature has weights for few classes, those that it was seen with or confused with, so a router of hundreds of agents stays small and quick.
/// </summary>
internal sealed class Router
{
    /// <summary>More skills than this are not worth considering for one goal.</summary>
    public const int SkillsMax = 4;

    /// <summary>A skill that fits this much less than the best is no alternative.</summary>
    private const double AlternativeFrom = 0.12;

    /// <summary>How much of a skill's evidence is what speaks for its agent.</summary>
    private const float AgentShare = 0.7f;

    /// <summary>By how much a skill that is better than another counts more: learning from few examples leaves a router too unsure.</summary>
    private const float Sharpness = 2f;

    /// <summary>
    /// Whether a text is asked for at all is judged by three figures: what speaks for the best skill, how like the text is to one that no skill serves, and of how many texts the skills were
    /// learnt, since in many something is alike by chance. What speaks for talk and other requests as classes is none of them: few examples and many everyday texts share words such as
    /// "how do I", which tell nothing. The weights are those that best told requests from other texts in many random choices of 4 to 66 agents, also with half of the thesaurus taken away,
    /// so that they hold for agents of trades that nobody thought of; tests/Evaluation/cases.
    /// </summary>
    private const float SpeaksFor = 1.9f, LikeEveryday = -4.2f, ByChance = -0.53f, Readiness = 2f;

    private readonly ImmutableArray<SkillRef> _skills;
    private readonly ImmutableArray<int> _agents;
    private readonly RoutingView _bySkill, _byAgent;
    private readonly NearestTexts _everyday;
    private readonly float _byChance;

    /// <summary>Takes what was learnt.</summary>
    /// <param name="skills">The first classes, in their order; two more follow, talk and other requests.</param>
    /// <param name="agents">The agent's class of each class.</param>
    /// <param name="bySkill">Tells the skills apart.</param>
    /// <param name="byAgent">Tells the agents apart.</param>
    /// <param name="everyday">Texts that no skill serves, as the skills' view sees them.</param>
    /// <param name="texts">Of how many texts the skills were learnt.</param>
    internal Router(ImmutableArray<SkillRef> skills, ImmutableArray<int> agents, RoutingView bySkill, RoutingView byAgent, NearestTexts everyday, int texts)
    {
        _skills = skills;
        _agents = agents;
        _bySkill = bySkill;
        _byAgent = byAgent;
        _everyday = everyday;
        _byChance = ByChance * MathF.Log(Math.Max(1, texts));
    }

    /// <summary>Judges a part of a folded text.</summary>
    public Verdict Route(string text, int start, int end, ImmutableArray<Mention> mentions)
    {
        return Read(text, start, end, mentions) is var (scores, likeEveryday) ? Judge(scores, likeEveryday) : Verdict.Nothing;
    }

    /// <summary>
    /// Two questions, one after the other. Is it asked for at all? And which skill is it? That is the skills among themselves. A skill's score is the product.
    /// </summary>
    private Verdict Judge(float[] logits, float likeEveryday)
    {
        var skills = logits.AsSpan(0, _skills.Length);
        var (talk, other) = (logits[^2], logits[^1]);
        var best = float.MinValue;
        foreach (var logit in skills)
        {
            best = MathF.Max(best, logit);
        }

        var within = skills.Length == 0 ? 0 : 1 / (1 + MathF.Exp(-((SpeaksFor * best) + (LikeEveryday * likeEveryday) + _byChance + Readiness)));
        var shareOfTalk = 1 / (1 + MathF.Exp(other - talk));
        for (var index = 0; index < skills.Length; index++)
        {
            skills[index] *= Sharpness;
        }

        ToProbabilities(skills);
        for (var index = 0; index < skills.Length; index++)
        {
            skills[index] *= within;
        }

        return new Verdict(within < 0.5f ? [] : Best(logits, SkillsMax, (float)AlternativeFrom * within), (1 - within) * shareOfTalk, (1 - within) * (1 - shareOfTalk), likeEveryday);
    }

    /// <summary>The skills that come nearest to a part of a folded text, best first, however little they fit: what a language model is offered.</summary>
    public ImmutableArray<ScoredSkill> Rank(string text, int start, int end, ImmutableArray<Mention> mentions, int count)
        => Read(text, start, end, mentions) is var (scores, _) ? Best(scores, count, float.MinValue) : [];

    private ImmutableArray<ScoredSkill> Best(float[] scores, int count, float from)
        => [.. Enumerable.Range(0, _skills.Length)
            .Where(index => scores[index] >= from)
            .OrderByDescending(index => scores[index])
            .ThenBy(static index => index)
            .Take(count)
            .Select(index => new ScoredSkill(_skills[index], Math.Round(scores[index], 4)))];

    /// <summary>What speaks for each class, and how like the text is to one that no skill serves. Null if there is nothing to read.</summary>
    private (float[] Scores, float LikeEveryday)? Read(string text, int start, int end, ImmutableArray<Mention> mentions)
    {
        List<(ulong Feature, float Weight)> features = new(192), fields = new(16);
        Features.Read(text, start, end, mentions, features, fields);
        if (features.Count == 0)
        {
            return null;
        }

        List<(int Row, float Value)> known = new(features.Count), knownOfAgents = new(features.Count + fields.Count);
        var bySkill = _bySkill.Score(features, known);
        features.AddRange(fields);
        var byAgent = _byAgent.Score(features, knownOfAgents);
        for (var index = 0; index < bySkill.Length; index++)
        {
            bySkill[index] = ((1 - AgentShare) * bySkill[index]) + (AgentShare * byAgent[_agents[index]]);
        }

        return (bySkill, _everyday.Likeness(CollectionsMarshal.AsSpan(known)));
    }

    /// <summary>Exponentials that sum up to one.</summary>
    internal static void ToProbabilities(Span<float> scores)
    {
        var largest = float.MinValue;
        foreach (var score in scores)
        {
            largest = MathF.Max(largest, score);
        }

        float total = 0;
        foreach (ref var score in scores)
        {
            score = MathF.Exp(score - largest);
            total += score;
        }

        foreach (ref var score in scores)
        {
            score /= total;
        }
    }
}

/// <summary>What a router says of a text.</summary>
/// <param name="Skills">Those that fit, best first; empty if none does.</param>
/// <param name="Talk">How likely it asks for nothing, 0 to 1.</param>
/// <param name="Other">How likely it asks for something that no skill does, 0 to 1.</param>
/// <param name="LikeEveryday">How like it is to the nearest text that no skill serves, 0 to 1.</param>
internal sealed record Verdict(ImmutableArray<ScoredSkill> Skills, double Talk, double Other, double LikeEveryday)
{
    public static Verdict Nothing { get; } = new([], 1, 0, 0);

    /// <summary>How well the best skill fits; 0 if none does.</summary>
    public double Best => Skills.IsEmpty ? 0 : Skills[0].Score;

    /// <summary>The skill that fits best.</summary>
    public SkillRef? Skill => Skills.IsEmpty ? null : Skills[0].Skill;
}
