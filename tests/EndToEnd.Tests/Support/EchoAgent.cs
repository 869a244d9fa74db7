using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Intents;
using OrleansAgents.Grains.Manifests;
using OrleansAgents.Grains.Planning;
using OrleansAgents.Grains.Understanding;

namespace OrleansAgents.EndToEnd.Tests.Support;

/// <summary>An agent that repeats what it is told; a text that begins with <c>hold</c> waits until the test lets it go.</summary>
internal sealed class EchoAgent : IAgentHandler
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _released = new();

    public string Agent => "echo";

    public int Calls { get; private set; }

    public static AgentManifest Manifest => new()
    {
        Id = "echo",
        Owner = "tests",
        Version = "1",
        Name = new LocalizedText("回声", "Echo"),
        Description = new LocalizedText("重复", "Repeats"),
        Endpoint = new AgentEndpoint(EndpointKind.Grain),
        Skills = [Skill("repeat", SkillEffect.Read), Skill("change", SkillEffect.Write)],
    };

    /// <summary>Completes when a text has reached the agent and waits there.</summary>
    public Task Held(string text) => Gate(_held, text).Task.WaitAsync(TimeSpan.FromSeconds(60));

    public void Release(string text) => Gate(_released, text).TrySetResult();

    public async ValueTask<SkillReply> InvokeAsync(SkillContext context, JsonElement arguments, CancellationToken cancellationToken)
    {
        Calls++;
        var text = arguments.GetProperty("text").GetString()!;
        if (text.StartsWith("hold", StringComparison.Ordinal))
        {
            Gate(_held, text).TrySetResult();
            await Gate(_released, text).Task.WaitAsync(cancellationToken);
        }

        return text == "nothing"
            ? SkillReply.Failed(SkillFailure.NotFound, new LocalizedText("没有", "Nothing is known of it."))
            : new SkillReply { OutputJson = JsonSerializer.Serialize(new { text }), Say = new LocalizedText(text, text) };
    }

    private static TaskCompletionSource Gate(ConcurrentDictionary<string, TaskCompletionSource> gates, string text)
        => gates.GetOrAdd(text, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private static SkillManifest Skill(string id, SkillEffect effect)
    {
        var schema = JsonSerializer.SerializeToElement(new { type = "object", required = new[] { "text" }, properties = new { text = new { type = "string" } } });
        return new SkillManifest
        {
            Id = id,
            Title = new LocalizedText(id, id),
            Description = new LocalizedText(id, id),
            Examples = new SkillExamples([$"{id} 一", $"{id} 二", $"{id} 三"], [$"{id} one", $"{id} two", $"{id} three"]),
            Input = schema,
            Output = schema,
            Effect = effect,
        };
    }
}

/// <summary>Understands every message as a wish to have it repeated, so that tests of the API say exactly what happens.</summary>
internal sealed class EchoMind : IUnderstanding, IPlanner
{
    public Understood Understand(Utterance utterance, ManifestSet manifests) => new("en", [new Goal(utterance.Text, [])], []);

    public Understood Answer(Utterance earlier, Utterance answer, OpenQuestion question, ManifestSet manifests) => Understand(answer, manifests);

    public Task<PlanningResult> PlanAsync(Need need, CancellationToken cancellationToken)
    {
        PlanStep step = new()
        {
            Id = "s1",
            Skill = new SkillRef("echo", "repeat"),
            Arguments = [new PlanArgument("text", new LiteralValue(JsonSerializer.SerializeToElement(need.Understood.Goals[0].Text)))],
            Effect = SkillEffect.Read,
            Deadline = TimeSpan.FromSeconds(60),
            IsGoal = true,
        };
        return Task.FromResult(new PlanningResult(new Plan([step], "echo", need.Manifests.Hash), null, []));
    }
}
