using System.Globalization;
using System.Text.Json;

namespace OrleansAgents.Evaluation;

/// <summary>Prints how well texts are routed.</summary>
internal static class RoutingCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static int Run(EvaluationOptions options)
    {
        if (options.Cases.Count == 0)
        {
            throw new EvaluationException("--cases names no file; give one of lines such as {\"id\": \"1\", \"text\": \"…\", \"lang\": \"zh\", \"expect\": [\"agent.skill\"]}.");
        }

        var cases = RoutingCase.Load(options.Cases);
        var figures = RoutingEvaluation.Run(AgentFolder.Load(options), cases);
        Print(figures);
        if (options.Verbose)
        {
            foreach (var wrong in figures.Wrong)
            {
                Console.WriteLine($"{wrong.Case.Id}  {wrong.Case.Text}\n    expected {Names(wrong.Case.Expect)}, found {Names(wrong.Found)}; nearest {string.Join(", ", wrong.Near.Select(static near => $"{near.Skill} {near.Score:0.0}"))}");
            }
        }

        if (options.Json is { } file)
        {
            File.WriteAllText(file, JsonSerializer.Serialize(figures, Json));
        }

        return 0;
    }

    private static void Print(RoutingFigures figures)
    {
        Console.WriteLine($"{figures.Agents} agents, {figures.Skills} skills; {figures.Cases} cases, {figures.Cases - figures.InScope} of them out of scope");
        Line("top-1 accuracy", figures.Top1);
        foreach (var (language, share) in figures.Top1ByLanguage)
        {
            Line($"  {language}", share);
        }

        Line("exact-set accuracy", figures.ExactSet);
        Line("recall at 5", figures.RecallAt5);
        Line("out-of-scope recall", figures.OutOfScopeRecall);
        Line("out-of-scope precision", figures.OutOfScopePrecision);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"latency p50 / p99         {figures.LatencyP50:0.000} / {figures.LatencyP99:0.000} ms"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"training                  {figures.TrainingMilliseconds:0} ms"));
    }

    private static void Line(string name, double share) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-26}{share:0.000}"));

    private static string Names(IReadOnlyList<string> skills) => skills.Count == 0 ? "nothing" : string.Join(" + ", skills);
}
