using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Evaluation;

/// <summary>The agents that an evaluation is made with: manifests from folders, one a JSON file or a list of them, or the built-in ones.</summary>
internal static class AgentFolder
{
    /// <summary>Reads the manifests. One that cannot be used is left out with a line that says why; the others count.</summary>
    public static ManifestSet Load(EvaluationOptions options)
    {
        List<AgentManifest> agents = [];
        if (options.Agents.Count == 0 || options.WithBuiltIn)
        {
            agents.AddRange(BuiltInManifests.Load());
        }

        foreach (var folder in options.Agents)
        {
            if (!Directory.Exists(folder))
            {
                throw new EvaluationException($"There is no folder '{folder}'; --agents names one with a manifest in each .json file.");
            }

            foreach (var file in Directory.EnumerateFiles(folder, "*.json*", SearchOption.AllDirectories).Where(static file => file.EndsWith(".json", StringComparison.Ordinal) || file.EndsWith(".jsonl", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            {
                Add(agents, file);
            }
        }

        return ManifestSet.Create(agents);
    }

    private static void Add(List<AgentManifest> agents, string file)
    {
        foreach (var json in Documents(file))
        {
            try
            {
                var manifest = Read(json);
                if (agents.Exists(known => known.Id == manifest.Id))
                {
                    throw new ManifestException(manifest.Id, "id", "another manifest has it already; ids are unique.");
                }

                agents.Add(manifest);
            }
            catch (Exception problem) when (problem is ManifestException or JsonException or InvalidOperationException)
            {
                Console.Error.WriteLine($"{file} is left out: {problem.Message}");
            }
        }
    }

    /// <summary>A manifest that keeps all rules is taken as it is; any other is brought into form first, as far as that can be done without guessing what it means.</summary>
    private static AgentManifest Read(string json)
    {
        try
        {
            return ManifestJson.Read(json);
        }
        catch (ManifestException)
        {
            return ManifestJson.Read(ManifestForm.Of(JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip })).ToJsonString());
        }
    }

    private static IEnumerable<string> Documents(string file)
    {
        if (file.EndsWith(".jsonl", StringComparison.Ordinal))
        {
            return File.ReadLines(file).Where(static line => !string.IsNullOrWhiteSpace(line));
        }

        var text = File.ReadAllText(file);
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }) switch
            {
                JsonArray list => [.. list.Select(static entry => entry!.ToJsonString())],
                JsonObject whole when whole["agents"] is JsonArray list => [.. list.Select(static entry => entry!.ToJsonString())],
                _ => [text],
            };
        }
        catch (JsonException)
        {
            return [text];
        }
    }
}
