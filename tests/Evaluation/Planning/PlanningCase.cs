using System.Text.Json;

namespace OrleansAgents.Evaluation;

/// <summary>A need and what its plan must be like.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Text">The need, in a person's words.</param>
/// <param name="Lang">zh or en.</param>
/// <param name="Now">When it is said, with the offset of the person's zone; a Sunday afternoon in Shanghai if absent.</param>
/// <param name="TimeZone">The person's time zone.</param>
/// <param name="Facts">What is known besides.</param>
/// <param name="Answers">What the person says when something is asked, one text for each question.</param>
/// <param name="Checks">What must hold.</param>
internal sealed record PlanningCase(
    string Id, string Text, string? Lang, DateTimeOffset? Now, string? TimeZone, IReadOnlyList<KnownFact>? Facts, IReadOnlyList<string>? Answers, PlanChecks Checks)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    public static IReadOnlyList<PlanningCase> Load(IEnumerable<string> files)
    {
        List<PlanningCase> cases = [];
        foreach (var file in files)
        {
            if (!File.Exists(file))
            {
                throw new EvaluationException($"There is no file '{file}'; --cases names a file of lines such as {{\"id\": \"1\", \"text\": \"…\", \"checks\": {{\"skills\": [\"agent.skill\"]}}}}.");
            }

            foreach (var (json, line) in File.ReadLines(file).Select(static (json, index) => (json, index + 1)).Where(static entry => !string.IsNullOrWhiteSpace(entry.json)))
            {
                try
                {
                    cases.Add(JsonSerializer.Deserialize<PlanningCase>(json, Json)!);
                }
                catch (JsonException problem)
                {
                    throw new EvaluationException($"{file}, line {line}: {problem.Message}");
                }
            }
        }

        return cases;
    }
}

/// <summary>A fact that is known without being said.</summary>
internal sealed record KnownFact(string Semantic, string? Role, JsonElement Value);

/// <summary>What must hold of a plan and, if its skills can be called here, of its result. What is absent is not checked.</summary>
/// <param name="Skills">Skills that the plan calls.</param>
/// <param name="Not">Skills that it does not call.</param>
/// <param name="Order">Pairs: the first feeds the second, directly or through others.</param>
/// <param name="Arguments">Values that steps are given, by <c>agent.skill.input</c>: a date for a time, a name for a place, a number for people and money.</param>
/// <param name="Question">The semantic type that is asked for in the end, with its role after a slash; empty if nothing must be asked.</param>
/// <param name="Proposes">Skills that are proposed and not done.</param>
/// <param name="NothingFits">Whether nothing fits.</param>
/// <param name="Budget">holds or exceeded: how the results stand to the budget.</param>
/// <param name="Completes">Whether every step must succeed.</param>
/// <param name="Says">Texts that the answer holds.</param>
internal sealed record PlanChecks(
    IReadOnlyList<string>? Skills = null, IReadOnlyList<string>? Not = null, IReadOnlyList<IReadOnlyList<string>>? Order = null, IReadOnlyDictionary<string, JsonElement>? Arguments = null, string? Question = null,
    IReadOnlyList<string>? Proposes = null, bool? NothingFits = null, string? Budget = null, bool? Completes = null, IReadOnlyList<string>? Says = null);
