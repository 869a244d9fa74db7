using System.Collections.Frozen;
using System.Collections.Immutable;
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

    /// <summary>
    /// How quickly a text becomes sure to be within the skills' scope as the best of them exceeds what speaks for talk and other requests; by how much it must exceed, or may fall short, since talk and other requests have many more examples than a skill; and how much a skill
    /// that is better than another counts more. Learning from few examples leaves a router too unsure. Found on cases for tuning, tests/Evaluation/cases.
    /// </summary>
    private const float Steepness = 2f, Margin = -0.6f, Sharpness = 2f;

    private readonly ImmutableArray<SkillRef> _skills;
    private readonly FrozenDictionary<ulong, int> _rows;
    private readonly float[] _rarity;
    private readonly SparseWeights _weights;
    private readonly float _unknownRarity;

    /// <summary>Takes what was learnt.</summary>
    /// <param name="skills">The first classes, in their order; two more follow, talk and other requests.</param>
    /// <param name="rows">The row of each known feature.</param>
    /// <param name="rarity">How much each known feature counts.</param>
    /// <param name="weights">A row for each known feature.</param>
    /// <param name="unknownRarity">How much an unknown feature counts.</param>
    internal Router(ImmutableArray<SkillRef> skills, FrozenDictionary<ulong, int> rows, float[] rarity, SparseWeights weights, float unknownRarity)
    {
        _skills = skills;
        _rows = rows;
        _rarity = rarity;
        _weights = weights;
        _unknownRarity = unknownRarity;
    }

    /// <summary>Judges a part of a folded text.</summary>
    public Verdict Route(string text, int start, int end, ImmutableArray<Mention> mentions)
    {
        if (Scores(text, start, end, mentions) is not { } scores)
        {
            return Verdict.Nothing;
        }

        return Judge(scores);
    }

    /// <summary>
    /// Two questions, one after the other. Is it asked for at all? That is the best skill against talk and other requests, and does not depend on how many skills there are. Which skill is it?
    /// That is the skills among themselves. A skill's score is the product.
    /// </summary>
    private Verdict Judge(float[] logits)
    {
        var skills = logits.AsSpan(0, _skills.Length);
        var (talk, other) = (logits[^2], logits[^1]);
        var best = float.MinValue;
        foreach (var logit in skills)
        {
            best = MathF.Max(best, logit);
        }

        var background = MathF.Max(talk, other) + MathF.Log(1 + MathF.Exp(-MathF.Abs(talk - other)));
        var within = skills.Length == 0 ? 0 : 1 / (1 + MathF.Exp(-Steepness * (best - background - Margin)));
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

        return new Verdict(within < 0.5f ? [] : Best(logits, SkillsMax, (float)AlternativeFrom * within), (1 - within) * shareOfTalk, (1 - within) * (1 - shareOfTalk));
    }

    /// <summary>The skills that come nearest to a part of a folded text, best first, however little they fit: what a language model is offered.</summary>
    public ImmutableArray<ScoredSkill> Rank(string text, int start, int end, ImmutableArray<Mention> mentions, int count)
        => Scores(text, start, end, mentions) is { } scores ? Best(scores, count, float.MinValue) : [];

    private ImmutableArray<ScoredSkill> Best(float[] scores, int count, float from)
        => [.. Enumerable.Range(0, _skills.Length)
            .Where(index => scores[index] >= from)
            .OrderByDescending(index => scores[index])
            .ThenBy(static index => index)
            .Take(count)
            .Select(index => new ScoredSkill(_skills[index], Math.Round(scores[index], 4)))];

    private float[]? Scores(string text, int start, int end, ImmutableArray<Mention> mentions)
    {
        List<(ulong Feature, float Weight)> features = new(192);
        Features.Read(text, start, end, mentions, features);
        if (features.Count == 0)
        {
            return null;
        }

        var sums = new float[_skills.Length + 2];
        float squares = 0;
        foreach (var (feature, weight) in features)
        {
            var isKnown = _rows.TryGetValue(feature, out var row);
            var value = weight * (isKnown ? _rarity[row] : _unknownRarity);
            squares += value * value;
            if (isKnown)
            {
                _weights.AddRow(row, value, sums);
            }
        }

        var length = MathF.Sqrt(squares);
        for (var index = 0; index < sums.Length; index++)
        {
            sums[index] /= length;
        }

        return sums;
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
internal sealed record Verdict(ImmutableArray<ScoredSkill> Skills, double Talk, double Other)
{
    public static Verdict Nothing { get; } = new([], 1, 0);

    /// <summary>How well the best skill fits; 0 if none does.</summary>
    public double Best => Skills.IsEmpty ? 0 : Skills[0].Score;

    /// <summary>The skill that fits best.</summary>
    public SkillRef? Skill => Skills.IsEmpty ? null : Skills[0].Skill;
}
