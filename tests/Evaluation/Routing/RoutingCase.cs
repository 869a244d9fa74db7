using System.Text.Json;

namespace OrleansAgents.Evaluation;

/// <summary>Something that a person says, and the skills that it asks for; none if no skill does it.</summary>
internal sealed record RoutingCase(string Id, string Text, string Lang, IReadOnlyList<string> Expect)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads files of one JSON object a line.</summary>
    public static IReadOnlyList<RoutingCase> Load(IEnumerable<string> files)
    {
        List<RoutingCase> cases = [];
        foreach (var file in files)
        {
            if (!File.Exists(file))
            {
                throw new EvaluationException($"There is no file '{file}'; --cases names a file of lines such as {{\"id\": \"1\", \"text\": \"…\", \"lang\": \"zh\", \"expect\": [\"agent.skill\"]}}.");
            }

            var line = 0;
            foreach (var json in File.ReadLines(file))
            {
                line++;
                if (!string.IsNullOrWhiteSpace(json))
                {
                    cases.Add(Read(file, line, json));
                }
            }
        }

        return cases;
    }

    private static RoutingCase Read(string file, int line, string json)
    {
        try
        {
            var read = JsonSerializer.Deserialize<RoutingCase>(json, Json);
            return read?.Text is { Length: > 0 } ? read with { Id = read.Id ?? $"{line}", Expect = read.Expect ?? [] } : throw new EvaluationException($"{file}, line {line}: there is no text.");
        }
        catch (JsonException problem)
        {
            throw new EvaluationException($"{file}, line {line}: {problem.Message}");
        }
    }
}
