using System.Diagnostics;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.Evaluation;

/// <summary>Asks the understanding which skills texts mean, and counts how often it is right.</summary>
internal static class RoutingEvaluation
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    private static readonly DateTimeOffset Now = new(2026, 11, 22, 6, 20, 0, TimeSpan.Zero);

    public static RoutingFigures Run(ManifestSet manifests, IReadOnlyList<RoutingCase> cases)
    {
        ManifestModels models = new();
        var started = Stopwatch.GetTimestamp();
        models.Prepare(manifests);
        var training = Stopwatch.GetElapsedTime(started);
        RuleUnderstanding understanding = new(models);

        // Code that runs for the first time is compiled first; that is no part of a call.
        for (var round = 0; round < 3; round++)
        {
            foreach (var one in cases.Take(200))
            {
                understanding.Understand(Utter(one), manifests);
            }
        }

        List<RoutingResult> results = new(cases.Count);
        foreach (var one in cases)
        {
            var utterance = Utter(one);
            var understood = understanding.Understand(utterance, manifests);
            var took = Fastest(() => understanding.Understand(utterance, manifests));
            string[] found = [.. understood.Goals.Where(static goal => !goal.Skills.IsEmpty).Select(static goal => goal.Skills[0].Skill.ToString()).Distinct()];
            var near = understanding.Retrieve(utterance, manifests, 5);
            string[] ranked = [.. found.Concat(near.Select(static skill => skill.Skill.ToString())).Distinct().Take(5)];
            results.Add(new RoutingResult(one, found, ranked, near, took));
        }

        return RoutingFigures.Of(manifests, results, training);
    }

    /// <summary>The least of three: what else the machine does meanwhile is no part of a call.</summary>
    private static TimeSpan Fastest(Action call)
    {
        var least = TimeSpan.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var before = Stopwatch.GetTimestamp();
            call();
            var took = Stopwatch.GetElapsedTime(before);
            least = took < least ? took : least;
        }

        return least;
    }

    private static Utterance Utter(RoutingCase one) => new(one.Text, one.Lang == "zh" ? "zh-CN" : "en", Zone, Now);
}

/// <summary>What came of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Found">The best skill of each goal.</param>
/// <param name="Ranked">The five best skills.</param>
/// <param name="Near">The five that the whole text comes nearest to, with what speaks for each.</param>
/// <param name="Took">How long understanding took.</param>
internal sealed record RoutingResult(RoutingCase Case, IReadOnlyList<string> Found, IReadOnlyList<string> Ranked, IReadOnlyList<ScoredSkill> Near, TimeSpan Took)
{
    /// <summary>Whether the case asks for something that a skill does.</summary>
    public bool IsInScope => Case.Expect.Count > 0;

    /// <summary>Whether the first skill is one that is asked for.</summary>
    public bool IsTopRight => Found.Count > 0 && Case.Expect.Contains(Found[0]);

    /// <summary>Whether exactly the skills that are asked for were found.</summary>
    public bool IsExact => Found.Count == Case.Expect.Count && Found.All(Case.Expect.Contains);

    /// <summary>The share of the skills asked for that is among the five best.</summary>
    public double Recall => IsInScope ? (double)Case.Expect.Count(Ranked.Contains) / Case.Expect.Count : 1;
}

/// <summary>The figures of an evaluation; shares are 0 to 1, times in milliseconds. A share of nothing is 1.</summary>
internal sealed record RoutingFigures(
    int Agents, int Skills, int Cases, int InScope, double Top1, double ExactSet, double RecallAt5, double OutOfScopeRecall, double OutOfScopePrecision, double LatencyP50, double LatencyP99, double TrainingMilliseconds,
    IReadOnlyDictionary<string, double> Top1ByLanguage)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<RoutingResult> Wrong { get; init; } = [];

    public static RoutingFigures Of(ManifestSet manifests, IReadOnlyList<RoutingResult> results, TimeSpan training)
    {
        var inScope = results.Where(static result => result.IsInScope).ToList();
        var outside = results.Where(static result => !result.IsInScope).ToList();
        var rejected = results.Where(static result => result.Found.Count == 0).ToList();
        var times = results.Select(static result => result.Took.TotalMilliseconds).Order().ToList();
        return new RoutingFigures(
            manifests.Agents.Length, manifests.Agents.Sum(static agent => agent.Skills.Count), results.Count, inScope.Count,
            Share(inScope, static result => result.IsTopRight), Share(results, static result => result.IsExact), inScope.Count == 0 ? 1 : inScope.Average(static result => result.Recall),
            Share(outside, static result => result.Found.Count == 0), Share(rejected, static result => !result.IsInScope),
            At(times, 0.5), At(times, 0.99), training.TotalMilliseconds,
            inScope.GroupBy(static result => result.Case.Lang ?? "?").OrderBy(static group => group.Key, StringComparer.Ordinal).ToDictionary(static group => group.Key, static group => Share([.. group], static result => result.IsTopRight)))
        {
            Wrong = [.. results.Where(static result => !result.IsExact)],
        };
    }

    private static double Share(IReadOnlyCollection<RoutingResult> results, Func<RoutingResult, bool> isRight) => results.Count == 0 ? 1 : (double)results.Count(isRight) / results.Count;

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
}
