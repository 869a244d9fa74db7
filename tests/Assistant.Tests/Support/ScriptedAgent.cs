using System.Collections.Concurrent;
using System.Text.Json;
using OrleansAgents.Grains;
using OrleansAgents.Grains.Agents;
using OrleansAgents.Grains.Manifests;

namespace OrleansAgents.Assistant.Tests.Support;

/// <summary>An agent whose skills do what a test says.</summary>
internal sealed class ScriptedAgent(string id) : IAgentHandler
{
    private readonly ConcurrentDictionary<string, Func<SkillContext, JsonElement, CancellationToken, Task<SkillReply>>> _skills = new();

    public string Agent => id;

    /// <summary>Calls that have reached a skill.</summary>
    public ConcurrentQueue<(SkillContext Context, string Arguments)> Calls { get; } = new();

    /// <summary>How it describes itself and each of its skills; null for their names.</summary>
    public string? Describes { get; init; }

    /// <summary>A manifest with the skills that have been given, all alike: a text in, a text out.</summary>
    public AgentManifest Manifest => new()
    {
        Id = id,
        Owner = "tests",
        Version = "1",
        Name = new LocalizedText(id, id),
        Description = new LocalizedText(Describes ?? id, Describes ?? id),
        Endpoint = new AgentEndpoint(EndpointKind.Grain),
        Skills = [.. _skills.Keys.Order().Select(Skill)],
    };

    public ScriptedAgent On(string skill, Func<SkillContext, JsonElement, CancellationToken, Task<SkillReply>> answer)
    {
        _skills[skill] = answer;
        return this;
    }

    public ScriptedAgent On(string skill, Func<string, SkillReply> answer)
        => On(skill, (_, arguments, _) => Task.FromResult(answer(arguments.GetProperty("text").GetString()!)));

    public static SkillReply Says(string text) => new() { OutputJson = JsonSerializer.Serialize(new { text }), Say = new LocalizedText(text, text) };

    public async ValueTask<SkillReply> InvokeAsync(SkillContext context, JsonElement arguments, CancellationToken cancellationToken)
    {
        Calls.Enqueue((context, arguments.GetRawText()));
        return await _skills[context.Skill](context, arguments, cancellationToken);
    }

    private SkillManifest Skill(string skill)
    {
        var schema = JsonSerializer.SerializeToElement(new
        {
            type = "object",
            required = new[] { "text" },
            properties = new { text = new { type = "string" } },
        });
        return new SkillManifest
        {
            Id = skill,
            Title = new LocalizedText(skill, skill),
            Description = new LocalizedText(Describes ?? skill, Describes ?? skill),
            Examples = new SkillExamples([skill, $"{skill} 一", $"{skill} 二"], [skill, $"{skill} one", $"{skill} two"]),
            Input = schema,
            Output = schema,
            Effect = skill.StartsWith("write", StringComparison.Ordinal) ? SkillEffect.Write : SkillEffect.Read,
        };
    }
}
