using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding.Mentions;

namespace OrleansAgents.Grains.Understanding.Routing;

/// <summary>
/// Says which skills a text asks for: a linear classifier over <see cref="Features"/>, immutable, learnt by <see cref="RouterTraining"/>. Beside the skills it knows two classes
/// for what no skill serves, talk and requests for something else. What the examples have never shown counts against every class, so that a text of unknown words is sure of none.
/// </summary>
internal sealed class Router
{
    /// <summary>A skill that is less sure does not fit.</summary>
    public const double FitsFrom = 0.35;

    /// <summary>More skills than this are not worth considering for one goal.</summary>
    public const int SkillsMax = 4;

    /// <summary>A skill that fits this much less than the best is no alternative.</summary>
    private const double AlternativeFrom = 0.12;

    private readonly ImmutableArray<SkillRef> _skills;
    private readonly FrozenDictionary<ulong, int> _rows;
    private readonly float[] _rarity;
    private readonly float[] _weights;
    private readonly float _unknownRarity;

    /// <summary>Takes what was learnt.</summary>
    /// <param name="skills">The first classes, in their order; two more follow, talk and other requests.</param>
    /// <param name="rows">The row of each known feature.</param>
    /// <param name="rarity">How much each known feature counts.</param>
    /// <param name="weights">A row for each known feature and a last one for the bias; each has <see cref="StrideOf"/> columns.</param>
    /// <param name="unknownRarity">How much an unknown feature counts.</param>
    internal Router(ImmutableArray<SkillRef> skills, FrozenDictionary<ulong, int> rows, float[] rarity, float[] weights, float unknownRarity)
    {
        _skills = skills;
        _rows = rows;
        _rarity = rarity;
        _weights = weights;
        _unknownRarity = unknownRarity;
    }

    /// <summary>Columns of a row for so many classes: rounded up, so that rows are added vector by vector.</summary>
    internal static int StrideOf(int classes) => (classes + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;

    /// <summary>Judges a part of a folded text.</summary>
    public Verdict Route(string text, int start, int end, ImmutableArray<Mention> mentions)
    {
        List<(ulong Feature, float Weight)> features = new(128);
        Features.Read(text, start, end, mentions, features);
        if (features.Count == 0)
        {
            return Verdict.Nothing;
        }

        var scores = Scores(features);
        var best = 0;
        for (var index = 1; index < scores.Length; index++)
        {
            best = scores[index] > scores[best] ? index : best;
        }

        var (talk, other) = (scores[_skills.Length], scores[_skills.Length + 1]);
        if (best >= _skills.Length || scores[best] < FitsFrom)
        {
            return new Verdict([], talk, other);
        }

        return new Verdict([.. Enumerable.Range(0, _skills.Length)
            .Where(index => scores[index] >= AlternativeFrom)
            .OrderByDescending(index => scores[index])
            .ThenBy(static index => index)
            .Take(SkillsMax)
            .Select(index => new ScoredSkill(_skills[index], Math.Round(scores[index], 4)))], talk, other);
    }

    private float[] Scores(List<(ulong Feature, float Weight)> features)
    {
        var classes = _skills.Length + 2;
        var stride = StrideOf(classes);
        var sums = new float[stride];
        float squares = 0;
        foreach (var (feature, weight) in features)
        {
            if (_rows.TryGetValue(feature, out var row))
            {
                var value = weight * _rarity[row];
                squares += value * value;
                AddRow(sums, _weights.AsSpan(row * stride, stride), value);
            }
            else
            {
                var value = weight * _unknownRarity;
                squares += value * value;
            }
        }

        var length = MathF.Sqrt(squares);
        var bias = _weights.AsSpan(_rows.Count * stride, stride);
        for (var index = 0; index < classes; index++)
        {
            sums[index] = (sums[index] / length) + bias[index];
        }

        ToProbabilities(sums.AsSpan(0, classes));
        return sums[..classes];
    }

    /// <summary>Adds a row, scaled.</summary>
    internal static void AddRow(Span<float> sums, ReadOnlySpan<float> row, float scale)
    {
        for (var index = 0; index < sums.Length; index += Vector<float>.Count)
        {
            (new Vector<float>(sums[index..]) + (new Vector<float>(row[index..]) * scale)).CopyTo(sums[index..]);
        }
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
